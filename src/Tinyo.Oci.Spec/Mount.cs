namespace Tinyo.Oci.Spec;

/// <summary>One mount inside the container.</summary>
public sealed record Mount
{
    /// <summary>Where it is mounted, seen from inside the container.</summary>
    public required string Destination { get; init; }

    /// <summary>The filesystem's type; bind mounts carry <c>bind</c> or nothing.</summary>
    public string? Type { get; init; }

    /// <summary>A device, a file or directory on the host, or a name without meaning.</summary>
    public string? Source { get; init; }

    /// <summary>Options as in fstab(5); what the runtime does not know is filesystem data.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Owners as this mount shows them.</summary>
    public IReadOnlyList<LinuxIdMapping> UidMappings { get; init; } = [];

    /// <summary>Groups as this mount shows them.</summary>
    public IReadOnlyList<LinuxIdMapping> GidMappings { get; init; } = [];
}
