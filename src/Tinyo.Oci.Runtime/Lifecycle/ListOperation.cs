using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Reports every container under the state root, in order of id.</summary>
public static class ListOperation
{
    /// <summary>Reports every container under the state root, in order of id.</summary>
    public static IReadOnlyList<ContainerReport> Execute(RuntimeContext context) => throw new OciException("List of a container is not built yet");
}
