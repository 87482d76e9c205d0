using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Lets the processes of a paused container go on.</summary>
public static class ResumeOperation
{
    /// <summary>Lets the processes of a paused container go on.</summary>
    public static void Execute(RuntimeContext context, ContainerId id)
    {
        using var container = Container.Open(context, id);
        if (container.Status() is not ContainerStatus.Paused)
        {
            throw new OciException("container not paused");
        }

        container.Cgroup.Thaw();
    }
}
