using System.Collections.ObjectModel;

namespace Tinyo.Oci.Spec;

/// <summary>What the configuration says for Linux only.</summary>
public sealed record LinuxSpec
{
    /// <summary>Users of the container's user namespace.</summary>
    public IReadOnlyList<LinuxIdMapping> UidMappings { get; init; } = [];

    /// <summary>Groups of the container's user namespace.</summary>
    public IReadOnlyList<LinuxIdMapping> GidMappings { get; init; } = [];

    /// <summary>Kernel parameters of the container's namespaces, see sysctl(8).</summary>
    public IReadOnlyDictionary<string, string> Sysctl { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The limits of the container's cgroup.</summary>
    public LinuxResources? Resources { get; init; }

    /// <summary>The container's cgroup: absolute from the cgroup root, relative to a place of the runtime's choice, or systemd's <c>slice:prefix:name</c>.</summary>
    public string? CgroupsPath { get; init; }

    /// <summary>Namespaces that are made or joined; the others are the runtime's.</summary>
    public IReadOnlyList<LinuxNamespace> Namespaces { get; init; } = [];

    /// <summary>Device nodes that the container has.</summary>
    public IReadOnlyList<LinuxDevice> Devices { get; init; } = [];

    /// <summary>Network interfaces that move into the container, by their name on the host.</summary>
    public IReadOnlyDictionary<string, LinuxNetDevice> NetDevices { get; init; } = ReadOnlyDictionary<string, LinuxNetDevice>.Empty;

    /// <summary>The filter of system calls.</summary>
    public LinuxSeccomp? Seccomp { get; init; }

    /// <summary>Mount propagation of the root filesystem.</summary>
    public string? RootfsPropagation { get; init; }

    /// <summary>Paths that the container can't see into.</summary>
    public IReadOnlyList<string> MaskedPaths { get; init; } = [];

    /// <summary>Paths that the container can't write to.</summary>
    public IReadOnlyList<string> ReadonlyPaths { get; init; } = [];

    /// <summary>SELinux context of the mounts.</summary>
    public string? MountLabel { get; init; }

    /// <summary>Cache and memory bandwidth allocation.</summary>
    public LinuxIntelRdt? IntelRdt { get; init; }

    /// <summary>NUMA memory policy.</summary>
    public LinuxMemoryPolicy? MemoryPolicy { get; init; }

    /// <summary>The execution domain, see personality(2).</summary>
    public LinuxPersonality? Personality { get; init; }

    /// <summary>Offsets of the clocks in a new time namespace, by <c>monotonic</c> and <c>boottime</c>.</summary>
    public IReadOnlyDictionary<string, LinuxTimeOffset> TimeOffsets { get; init; } = ReadOnlyDictionary<string, LinuxTimeOffset>.Empty;
}
