using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Reports one container.</summary>
public static class StateOperation
{
    /// <summary>Reports one container.</summary>
    public static ContainerReport Execute(RuntimeContext context, ContainerId id) => throw new OciException("State of a container is not built yet");
}
