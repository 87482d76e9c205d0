namespace Tinyo.Oci.Spec;

/// <summary>Block device bandwidth.</summary>
public sealed record LinuxBlockIO
{
    /// <summary>Share of the time, 10 to 1000.</summary>
    public ushort? Weight { get; init; }

    /// <summary>Share against child cgroups, 10 to 1000.</summary>
    public ushort? LeafWeight { get; init; }

    /// <summary>Weights by device.</summary>
    public IReadOnlyList<LinuxWeightDevice> WeightDevice { get; init; } = [];

    /// <summary>Most bytes read in a second, by device.</summary>
    public IReadOnlyList<LinuxThrottleDevice> ThrottleReadBpsDevice { get; init; } = [];

    /// <summary>Most bytes written in a second, by device.</summary>
    public IReadOnlyList<LinuxThrottleDevice> ThrottleWriteBpsDevice { get; init; } = [];

    /// <summary>Most reads in a second, by device.</summary>
    public IReadOnlyList<LinuxThrottleDevice> ThrottleReadIOPSDevice { get; init; } = [];

    /// <summary>Most writes in a second, by device.</summary>
    public IReadOnlyList<LinuxThrottleDevice> ThrottleWriteIOPSDevice { get; init; } = [];
}
