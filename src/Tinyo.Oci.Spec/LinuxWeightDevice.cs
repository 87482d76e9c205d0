namespace Tinyo.Oci.Spec;

/// <summary>The weight on one block device.</summary>
public sealed record LinuxWeightDevice
{
    /// <summary>The device's major number.</summary>
    public required long Major { get; init; }

    /// <summary>The device's minor number.</summary>
    public required long Minor { get; init; }

    /// <summary>Share of the time, 10 to 1000.</summary>
    public ushort? Weight { get; init; }

    /// <summary>Share against child cgroups, 10 to 1000.</summary>
    public ushort? LeafWeight { get; init; }
}
