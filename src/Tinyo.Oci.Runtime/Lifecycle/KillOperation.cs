using Tinyo.Oci.Linux.Signals;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Sends a signal to a container's init process, or to all of its processes.</summary>
public static class KillOperation
{
    /// <summary>Sends a signal to a container's init process, or to all of its processes.</summary>
    public static void Execute(RuntimeContext context, ContainerId id, Signal signal, bool all) => throw new OciException("Kill of a container is not built yet");
}
