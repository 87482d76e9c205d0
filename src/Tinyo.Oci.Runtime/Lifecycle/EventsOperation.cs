using Tinyo.Oci.Linux;
using Tinyo.Oci.Runtime.Cgroups.Statistics;
using Tinyo.Oci.Runtime.Resctrl;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Tells what a container uses, and when it runs out of memory.</summary>
public static class EventsOperation
{
    /// <summary>What a container has used until now.</summary>
    public static CgroupStatistics Read(RuntimeContext context, ContainerId id)
    {
        using var container = OpenRunning(context, id);
        return Read(context, container, Reader(container));
    }

    /// <summary>Tells until the container ends: its use in intervals, and null whenever it runs out of memory.</summary>
    public static void Watch(RuntimeContext context, ContainerId id, TimeSpan interval, Action<CgroupStatistics?> tell)
    {
        using var container = OpenRunning(context, id);
        var reader = Reader(container);
        using var init = container.TryHoldInit();
        using var memory = OomWatch.TryOpen(container.Record.Cgroup);
        var next = Environment.TickCount64 + (long)interval.TotalMilliseconds;
        while (init is not null)
        {
            var left = Math.Clamp(next - Environment.TickCount64, 0, int.MaxValue);
            switch (Poller.WaitAny([memory?.Handle, init.PidFd], (int)left))
            {
                case 0:
                    TellOfMemory(memory, tell);
                    break;
                case 1:
                    TellOfMemory(memory, tell);
                    return;
                case var _ when reader.IsGone():
                    return;
                default:
                    tell(Read(context, container, reader));
                    next = Environment.TickCount64 + (long)interval.TotalMilliseconds;
                    break;
            }
        }
    }

    private static CgroupStatistics Read(RuntimeContext context, Container container, StatisticsReader reader) =>
        container.Record.Resctrl is { } place && context.FindResctrl() is { } resctrl
            ? reader.Read() with { Resctrl = new ResctrlReader(resctrl, place).Read() }
            : reader.Read();

    private static void TellOfMemory(OomWatch? memory, Action<CgroupStatistics?> tell)
    {
        if (memory is not null && memory.HasHappened())
        {
            tell(null);
        }
    }

    private static Container OpenRunning(RuntimeContext context, ContainerId id)
    {
        var container = Container.Open(context, id);
        if (container.Status() is not ContainerStatus.Stopped)
        {
            return container;
        }

        container.Dispose();
        throw new OciException($"container with id {id} is not running");
    }

    private static StatisticsReader Reader(Container container) => container.Record.Cgroup.Directories.Count > 0
        ? new StatisticsReader(container.Record.Cgroup)
        : throw new OciException($"container '{container.Record.Id}' has no cgroup of its own, so nobody counts what it uses");
}
