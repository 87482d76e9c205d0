namespace Tinyo.Oci.Spec;

/// <summary>One rule of the device controller.</summary>
public sealed record LinuxDeviceCgroup
{
    /// <summary>Whether the rule allows or denies.</summary>
    public required bool Allow { get; init; }

    /// <summary><c>a</c> for all, <c>c</c> for character, <c>b</c> for block; absent is all.</summary>
    public string? Type { get; init; }

    /// <summary>The major number; absent is all.</summary>
    public long? Major { get; init; }

    /// <summary>The minor number; absent is all.</summary>
    public long? Minor { get; init; }

    /// <summary>Of <c>r</c> read, <c>w</c> write and <c>m</c> mknod; absent is none.</summary>
    public string? Access { get; init; }
}
