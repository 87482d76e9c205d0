namespace Tinyo.Oci.Runtime.Cgroups.Statistics;

/// <summary>Block devices, each list as far as the kernel keeps it.</summary>
public sealed record BlockStatistics
{
    /// <summary>Bytes.</summary>
    public IReadOnlyList<BlockEntry> ServiceBytes { get; init; } = [];

    /// <summary>Operations.</summary>
    public IReadOnlyList<BlockEntry> Serviced { get; init; } = [];

    /// <summary>Operations that wait.</summary>
    public IReadOnlyList<BlockEntry> Queued { get; init; } = [];

    /// <summary>Time of operations.</summary>
    public IReadOnlyList<BlockEntry> ServiceTime { get; init; } = [];

    /// <summary>Time that operations waited.</summary>
    public IReadOnlyList<BlockEntry> WaitTime { get; init; } = [];

    /// <summary>Operations that were joined to others.</summary>
    public IReadOnlyList<BlockEntry> Merged { get; init; } = [];

    /// <summary>Time of the device.</summary>
    public IReadOnlyList<BlockEntry> Time { get; init; } = [];

    /// <summary>Sectors.</summary>
    public IReadOnlyList<BlockEntry> Sectors { get; init; } = [];

    /// <summary>How processes waited for block devices; v2 only.</summary>
    public PressureStatistics? Pressure { get; init; }
}
