namespace Tinyo.Oci.Spec;

/// <summary>One resource limit, see setrlimit(2).</summary>
public sealed record PosixRlimit
{
    /// <summary>The limit's name, as <c>RLIMIT_NOFILE</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The ceiling of the soft limit.</summary>
    public required ulong Hard { get; init; }

    /// <summary>The limit that the kernel enforces.</summary>
    public required ulong Soft { get; init; }
}
