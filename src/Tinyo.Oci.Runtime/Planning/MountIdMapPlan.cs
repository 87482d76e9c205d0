using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>How a mount shows its files' owners, see mount_setattr(2), MOUNT_ATTR_IDMAP.</summary>
public sealed record MountIdMapPlan
{
    /// <summary>Whether the mounts below it are mapped too.</summary>
    public bool Recursive { get; init; }

    /// <summary>Users of the file system, and whom its maker's user namespace sees in their place; none for those of the container's user namespace.</summary>
    public IReadOnlyList<LinuxIdMapping> UidMappings { get; init; } = [];

    /// <summary>Groups of the file system, and which its maker's user namespace sees in their place; none for those of the container's user namespace.</summary>
    public IReadOnlyList<LinuxIdMapping> GidMappings { get; init; } = [];

    /// <summary>Whether it is the container's user namespace that maps.</summary>
    public bool IsContainers => UidMappings.Count + GidMappings.Count == 0;
}
