using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>The state that hooks inside the container are told.</summary>
internal static class HookStates
{
    /// <summary>The state, with the pid that the container's own pid namespace knows.</summary>
    internal static ContainerState Of(ContainerPlan plan, string status) => new()
    {
        OciVersion = plan.OciVersion,
        Id = plan.Id,
        Status = status,
        Pid = CurrentProcess.Id,
        Bundle = plan.Bundle,
        Annotations = plan.Annotations,
    };
}
