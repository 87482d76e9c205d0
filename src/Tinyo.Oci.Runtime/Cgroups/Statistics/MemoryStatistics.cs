namespace Tinyo.Oci.Runtime.Cgroups.Statistics;

/// <summary>Memory.</summary>
public sealed record MemoryStatistics
{
    /// <summary>Bytes of files that are held.</summary>
    public ulong Cache { get; init; }

    /// <summary>Memory.</summary>
    public MemoryCounter Usage { get; init; }

    /// <summary>Memory and swap together.</summary>
    public MemoryCounter Swap { get; init; }

    /// <summary>The kernel's; v1 only.</summary>
    public MemoryCounter Kernel { get; init; }

    /// <summary>Buffers of TCP; v1 only.</summary>
    public MemoryCounter KernelTcp { get; init; }

    /// <summary><c>memory.stat</c>.</summary>
    public IReadOnlyDictionary<string, ulong> Raw { get; init; } = new Dictionary<string, ulong>();

    /// <summary>How processes waited for memory.</summary>
    public PressureStatistics? Pressure { get; init; }
}
