using Tinyo.Oci.Runtime.State;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Lists the host pids of a container's processes, ascending.</summary>
public static class PsOperation
{
    /// <summary>Lists the host pids of a container's processes, ascending; only init's when the container has no cgroup.</summary>
    public static IReadOnlyList<int> Execute(RuntimeContext context, ContainerId id)
    {
        using var container = Container.Open(context, id);
        if (container.Record.Cgroup.Directories.Count > 0)
        {
            return container.Cgroup.Processes();
        }

        using var init = container.TryHoldInit();
        return init is null ? [] : [init.Pid];
    }
}
