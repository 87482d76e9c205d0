using System.Collections.ObjectModel;

namespace Tinyo.Oci.Spec;

/// <summary>What this runtime can do, independent of what the host can; an absent list means unknown.</summary>
public sealed record Features
{
    /// <summary>The oldest specification that is understood.</summary>
    public required string OciVersionMin { get; init; }

    /// <summary>The newest specification that is understood.</summary>
    public required string OciVersionMax { get; init; }

    /// <summary>Known kinds of hooks.</summary>
    public IReadOnlyList<string>? Hooks { get; init; }

    /// <summary>Known mount options.</summary>
    public IReadOnlyList<string>? MountOptions { get; init; }

    /// <summary>What only Linux has.</summary>
    public LinuxFeatures? Linux { get; init; }

    /// <summary>Facts about this build, such as its version.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Annotations of a configuration that change what the runtime does.</summary>
    public IReadOnlyList<string>? PotentiallyUnsafeConfigAnnotations { get; init; }
}
