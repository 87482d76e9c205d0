using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Lets a created container's program run.</summary>
public static class StartOperation
{
    /// <summary>Lets a created container's program run.</summary>
    public static void Execute(RuntimeContext context, ContainerId id) => throw new OciException("Start of a container is not built yet");
}
