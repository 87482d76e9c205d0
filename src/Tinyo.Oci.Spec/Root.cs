namespace Tinyo.Oci.Spec;

/// <summary>The container's root filesystem.</summary>
public sealed record Root
{
    /// <summary>Directory that becomes <c>/</c>, absolute or relative to the bundle.</summary>
    public required string Path { get; init; }

    /// <summary>Whether the container sees it read-only.</summary>
    public bool Readonly { get; init; }
}
