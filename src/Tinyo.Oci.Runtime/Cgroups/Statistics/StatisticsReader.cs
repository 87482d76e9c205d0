using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.Cgroups.Resources;
using Tinyo.Oci.Runtime.State;

namespace Tinyo.Oci.Runtime.Cgroups.Statistics;

/// <summary>Reads what a container has used, from whichever hierarchies count it.</summary>
internal sealed class StatisticsReader(CgroupRecord record)
{
    private readonly CgroupLayout _layout = new(record);

    /// <summary>Whether there is anything left to read.</summary>
    public bool IsGone() => record.Directories.Count == 0 || FileSystem.TryStat(record.Directories[0].Path) is null;

    /// <summary>Reads all of it.</summary>
    public CgroupStatistics Read()
    {
        var pids = Files("pids");
        var limit = pids?.Number("pids.max") ?? 0;
        return new CgroupStatistics
        {
            Cpu = _layout.IsV2("cpuacct") ? UnifiedStatistics.Cpu(Files("cpu") ?? Core()) : LegacyStatistics.Cpu(Files("cpu"), Files("cpuacct")),
            Cpuset = _layout.IsV2("cpuset") || Files("cpuset") is not { } cpuset ? new CpusetStatistics() : LegacyStatistics.Cpuset(cpuset),
            Memory = Files("memory") is not { } memory ? new MemoryStatistics()
                : _layout.IsV2("memory") ? UnifiedStatistics.Memory(memory)
                : LegacyStatistics.Memory(memory),
            Pids = pids?.Number("pids.current") ?? 0,
            PidsLimit = limit == ulong.MaxValue ? 0 : limit,
            Block = _layout.IsV2("blkio") ? UnifiedStatistics.Block(Files("io")) : LegacyStatistics.Block(Files("blkio")),
            HugePages = HugePages(),
        };
    }

    private Dictionary<string, MemoryCounter> HugePages()
    {
        var pages = new Dictionary<string, MemoryCounter>();
        if (Files("hugetlb") is not { } files)
        {
            return pages;
        }

        var isV2 = _layout.IsV2("hugetlb");
        foreach (var size in HugePageSizes.OfMachine())
        {
            pages[size] = isV2 ? UnifiedStatistics.HugePages(files, size) : LegacyStatistics.HugePages(files, size);
        }

        return pages;
    }

    private StatisticsFiles? Files(string controller) => _layout.Of(controller) is { } directory ? new StatisticsFiles(directory.Path) : null;

    // In cgroup v2 CPU time is counted even where the controller is not handed down.
    private StatisticsFiles? Core() => _layout.Unified is { } unified ? new StatisticsFiles(unified.Path) : null;
}
