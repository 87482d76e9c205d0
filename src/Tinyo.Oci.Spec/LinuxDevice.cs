namespace Tinyo.Oci.Spec;

/// <summary>One device node in the container.</summary>
public sealed record LinuxDevice
{
    /// <summary>Where it is, absolute in the container.</summary>
    public required string Path { get; init; }

    /// <summary><c>c</c> and <c>u</c> for character, <c>b</c> for block, <c>p</c> for a fifo.</summary>
    public required string Type { get; init; }

    /// <summary>The device's major number; a fifo has none.</summary>
    public long? Major { get; init; }

    /// <summary>The device's minor number; a fifo has none.</summary>
    public long? Minor { get; init; }

    /// <summary>Its permissions.</summary>
    public uint? FileMode { get; init; }

    /// <summary>Its owner inside the container.</summary>
    public uint? Uid { get; init; }

    /// <summary>Its group inside the container.</summary>
    public uint? Gid { get; init; }
}
