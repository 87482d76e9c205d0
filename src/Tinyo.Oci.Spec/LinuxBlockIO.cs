using System.Diagnostics.CodeAnalysis;

namespace Tinyo.Oci.Spec;

/// <summary>Block device bandwidth.</summary>
public sealed record LinuxBlockIO
{
    /// <summary>Share of the time, 10 to 1000.</summary>
    public ushort? Weight { get; init; }

    /// <summary>Share against child cgroups, 10 to 1000.</summary>
    public ushort? LeafWeight { get; init; }

    /// <summary>Weights by device.</summary>
    [AllowNull]
    public IReadOnlyList<LinuxWeightDevice> WeightDevice { get; init => field = Absent.AsEmpty(value); } = [];

    /// <summary>Most bytes read in a second, by device.</summary>
    [AllowNull]
    public IReadOnlyList<LinuxThrottleDevice> ThrottleReadBpsDevice { get; init => field = Absent.AsEmpty(value); } = [];

    /// <summary>Most bytes written in a second, by device.</summary>
    [AllowNull]
    public IReadOnlyList<LinuxThrottleDevice> ThrottleWriteBpsDevice { get; init => field = Absent.AsEmpty(value); } = [];

    /// <summary>Most reads in a second, by device.</summary>
    [AllowNull]
    public IReadOnlyList<LinuxThrottleDevice> ThrottleReadIOPSDevice { get; init => field = Absent.AsEmpty(value); } = [];

    /// <summary>Most writes in a second, by device.</summary>
    [AllowNull]
    public IReadOnlyList<LinuxThrottleDevice> ThrottleWriteIOPSDevice { get; init => field = Absent.AsEmpty(value); } = [];
}
