namespace Tinyo.Oci.Spec;

/// <summary>The most that may happen on one block device in a second.</summary>
public sealed record LinuxThrottleDevice
{
    /// <summary>The device's major number.</summary>
    public required long Major { get; init; }

    /// <summary>The device's minor number.</summary>
    public required long Minor { get; init; }

    /// <summary>Bytes or operations a second.</summary>
    public ulong Rate { get; init; }
}
