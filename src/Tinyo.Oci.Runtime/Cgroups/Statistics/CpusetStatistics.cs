namespace Tinyo.Oci.Runtime.Cgroups.Statistics;

/// <summary>CPUs and memory nodes, and the settings of cgroup v1's cpuset.</summary>
public sealed record CpusetStatistics
{
    /// <summary>The CPUs.</summary>
    public IReadOnlyList<ushort> Cpus { get; init; } = [];

    /// <summary>The memory nodes.</summary>
    public IReadOnlyList<ushort> Mems { get; init; } = [];

    /// <summary><c>cpu_exclusive</c>.</summary>
    public ulong CpuExclusive { get; init; }

    /// <summary><c>mem_hardwall</c>.</summary>
    public ulong MemHardwall { get; init; }

    /// <summary><c>mem_exclusive</c>.</summary>
    public ulong MemExclusive { get; init; }

    /// <summary><c>memory_migrate</c>.</summary>
    public ulong MemoryMigrate { get; init; }

    /// <summary><c>memory_spread_page</c>.</summary>
    public ulong MemorySpreadPage { get; init; }

    /// <summary><c>memory_spread_slab</c>.</summary>
    public ulong MemorySpreadSlab { get; init; }

    /// <summary><c>memory_pressure</c>.</summary>
    public ulong MemoryPressure { get; init; }

    /// <summary><c>sched_load_balance</c>.</summary>
    public ulong SchedLoadBalance { get; init; }

    /// <summary><c>sched_relax_domain_level</c>.</summary>
    public long SchedRelaxDomainLevel { get; init; }
}
