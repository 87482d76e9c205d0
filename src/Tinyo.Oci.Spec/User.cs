namespace Tinyo.Oci.Spec;

/// <summary>The ids that a process runs with.</summary>
public sealed record User
{
    /// <summary>The user.</summary>
    public uint Uid { get; init; }

    /// <summary>The primary group.</summary>
    public uint Gid { get; init; }

    /// <summary>The file mode creation mask; absent leaves the runtime's default.</summary>
    public uint? Umask { get; init; }

    /// <summary>Supplementary groups.</summary>
    public IReadOnlyList<uint> AdditionalGids { get; init; } = [];

    /// <summary>A user's name; other platforms use it.</summary>
    public string? Username { get; init; }
}
