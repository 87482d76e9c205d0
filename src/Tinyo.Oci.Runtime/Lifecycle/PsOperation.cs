using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Lists the host pids of a container's processes, ascending.</summary>
public static class PsOperation
{
    /// <summary>Lists the host pids of a container's processes, ascending.</summary>
    public static IReadOnlyList<int> Execute(RuntimeContext context, ContainerId id) => throw new OciException("ListProcesses of a container is not built yet");
}
