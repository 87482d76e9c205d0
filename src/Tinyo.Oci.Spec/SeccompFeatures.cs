namespace Tinyo.Oci.Spec;

/// <summary>Filtering of system calls.</summary>
public sealed record SeccompFeatures
{
    /// <summary>Whether the build can filter.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Known actions.</summary>
    public IReadOnlyList<string>? Actions { get; init; }

    /// <summary>Known comparisons.</summary>
    public IReadOnlyList<string>? Operators { get; init; }

    /// <summary>Known architectures.</summary>
    public IReadOnlyList<string>? Archs { get; init; }

    /// <summary>Flags that a configuration may name.</summary>
    public IReadOnlyList<string>? KnownFlags { get; init; }

    /// <summary>Flags that this kernel takes too.</summary>
    public IReadOnlyList<string>? SupportedFlags { get; init; }
}
