namespace Tinyo.Oci.Runtime.Cgroups.Statistics;

/// <summary>CPU time, in nanoseconds.</summary>
public sealed record CpuStatistics
{
    /// <summary>All of it.</summary>
    public ulong Total { get; init; }

    /// <summary>By CPU; v1 only, as the two that follow.</summary>
    public IReadOnlyList<ulong> PerCpu { get; init; } = [];

    /// <summary>In the kernel, by CPU.</summary>
    public IReadOnlyList<ulong> PerCpuKernel { get; init; } = [];

    /// <summary>In programs, by CPU.</summary>
    public IReadOnlyList<ulong> PerCpuUser { get; init; } = [];

    /// <summary>In the kernel.</summary>
    public ulong Kernel { get; init; }

    /// <summary>In programs.</summary>
    public ulong User { get; init; }

    /// <summary>How many periods there were in which the quota was counted.</summary>
    public ulong Periods { get; init; }

    /// <summary>In how many of them it was used up.</summary>
    public ulong ThrottledPeriods { get; init; }

    /// <summary>How long processes had to wait then.</summary>
    public ulong ThrottledTime { get; init; }

    /// <summary>How processes waited for the CPU.</summary>
    public PressureStatistics? Pressure { get; init; }
}
