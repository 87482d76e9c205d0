using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Removes a stopped container and everything that its create made.</summary>
public static class DeleteOperation
{
    /// <summary>Removes a stopped container and everything that its create made.</summary>
    public static void Execute(RuntimeContext context, ContainerId id, bool force) => throw new OciException("Delete of a container is not built yet");
}
