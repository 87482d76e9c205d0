using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Holds all processes of a container still.</summary>
public static class PauseOperation
{
    /// <summary>Holds all processes of a container still, and waits until they are; after a failure they go on.</summary>
    public static void Execute(RuntimeContext context, ContainerId id)
    {
        using var container = Container.Open(context, id);
        if (container.Status() is not (ContainerStatus.Running or ContainerStatus.Created))
        {
            throw new OciException("container not running");
        }

        container.Cgroup.Freeze();
    }
}
