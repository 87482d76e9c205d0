using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Makes a container and leaves it waiting for start.</summary>
public static class CreateOperation
{
    /// <summary>Makes a container and leaves it waiting for start.</summary>
    public static void Execute(RuntimeContext context, CreateRequest request) => throw new OciException("Create of a container is not built yet");
}
