namespace Tinyo.Oci.Spec;

/// <summary>CPU time and placement.</summary>
public sealed record LinuxCpu
{
    /// <summary>Relative weight as cgroup v1 has it.</summary>
    public ulong? Shares { get; init; }

    /// <summary>Microseconds of CPU time in a period; -1 is no limit.</summary>
    public long? Quota { get; init; }

    /// <summary>Microseconds saved up for a burst.</summary>
    public ulong? Burst { get; init; }

    /// <summary>The period's microseconds.</summary>
    public ulong? Period { get; init; }

    /// <summary>Microseconds of real-time CPU time in a period.</summary>
    public long? RealtimeRuntime { get; init; }

    /// <summary>The real-time period's microseconds.</summary>
    public ulong? RealtimePeriod { get; init; }

    /// <summary>The CPUs, as <c>0-3,7</c>.</summary>
    public string? Cpus { get; init; }

    /// <summary>The memory nodes, as <c>0-1</c>.</summary>
    public string? Mems { get; init; }

    /// <summary>1 runs the cgroup only when nobody else wants to.</summary>
    public long? Idle { get; init; }
}
