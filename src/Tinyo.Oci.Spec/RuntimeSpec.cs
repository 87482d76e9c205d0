using System.Collections.ObjectModel;

namespace Tinyo.Oci.Spec;

/// <summary>A container's configuration: what <c>config.json</c> says for Linux.</summary>
public sealed record RuntimeSpec
{
    /// <summary>The specification's version that the file follows, as SemVer.</summary>
    public required string OciVersion { get; init; }

    /// <summary>The program to run; absent when nothing is to be started.</summary>
    public ProcessSpec? Process { get; init; }

    /// <summary>The root filesystem.</summary>
    public Root? Root { get; init; }

    /// <summary>The host name inside the container.</summary>
    public string? Hostname { get; init; }

    /// <summary>The NIS domain name inside the container.</summary>
    public string? Domainname { get; init; }

    /// <summary>Mounts on top of the root filesystem, in order.</summary>
    public IReadOnlyList<Mount> Mounts { get; init; } = [];

    /// <summary>Programs to run at the points of the container's life.</summary>
    public Hooks? Hooks { get; init; }

    /// <summary>Free text of the caller, handed on in the container's state.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>What only Linux has.</summary>
    public LinuxSpec? Linux { get; init; }
}
