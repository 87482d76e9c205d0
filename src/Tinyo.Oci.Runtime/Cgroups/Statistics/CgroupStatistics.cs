using Tinyo.Oci.Runtime.Resctrl;

namespace Tinyo.Oci.Runtime.Cgroups.Statistics;

/// <summary>What a container has used and may use, in the terms of cgroup v1, as engines read it.</summary>
public sealed record CgroupStatistics
{
    /// <summary>CPU time.</summary>
    public CpuStatistics Cpu { get; init; } = new();

    /// <summary>CPUs and memory nodes; all 0 in cgroup v2.</summary>
    public CpusetStatistics Cpuset { get; init; } = new();

    /// <summary>Memory.</summary>
    public MemoryStatistics Memory { get; init; } = new();

    /// <summary>Processes and threads.</summary>
    public ulong Pids { get; init; }

    /// <summary>The most processes and threads, 0 for no limit.</summary>
    public ulong PidsLimit { get; init; }

    /// <summary>Block devices.</summary>
    public BlockStatistics Block { get; init; } = new();

    /// <summary>Cache and memory bandwidth; null for a container that is about neither.</summary>
    public ResctrlStatistics? Resctrl { get; init; }

    /// <summary>Huge pages, by their size as <c>2MB</c>.</summary>
    public IReadOnlyDictionary<string, MemoryCounter> HugePages { get; init; } = new Dictionary<string, MemoryCounter>();
}
