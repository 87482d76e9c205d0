namespace Tinyo.Oci.Spec;

/// <summary>Filtering of system calls.</summary>
public sealed record SeccompFeatures
{
    /// <summary>Whether the build can filter.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Known actions.</summary>
    public IReadOnlyList<string>? Actions { get; init => field = value is null ? null : Absent.AsEmpty(value); }

    /// <summary>Known comparisons.</summary>
    public IReadOnlyList<string>? Operators { get; init => field = value is null ? null : Absent.AsEmpty(value); }

    /// <summary>Known architectures.</summary>
    public IReadOnlyList<string>? Archs { get; init => field = value is null ? null : Absent.AsEmpty(value); }

    /// <summary>Flags that a configuration may name.</summary>
    public IReadOnlyList<string>? KnownFlags { get; init => field = value is null ? null : Absent.AsEmpty(value); }

    /// <summary>Flags that this kernel takes too.</summary>
    public IReadOnlyList<string>? SupportedFlags { get; init => field = value is null ? null : Absent.AsEmpty(value); }
}
