using Tinyo.Oci.Linux.Mounts;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Where the root filesystem is and how it becomes the root.</summary>
public sealed record RootFilesystemPlan
{
    /// <summary>Absolute path on the host.</summary>
    public required string Path { get; init; }

    /// <summary>Whether the root is read-only once everything is in place.</summary>
    public bool Readonly { get; init; }

    /// <summary>How the caller's mounts are cut off before the root is entered: MS_SLAVE or MS_PRIVATE, or MS_SHARED, with MS_REC.</summary>
    public MountFlags ParentPropagation { get; init; } = MountFlags.MS_SLAVE | MountFlags.MS_REC;

    /// <summary>The propagation that <c>rootfsPropagation</c> asks of the root itself once it is entered; none leaves it.</summary>
    public MountFlags Propagation { get; init; }

    /// <summary>Without a mount namespace of its own: the host directory where the root is mounted once more, so that all mounts go with it.</summary>
    public string? StagedAt { get; init; }

    /// <summary>Enter by MS_MOVE and chroot(2) instead of pivot_root(2).</summary>
    public bool NoPivot { get; init; }
}
