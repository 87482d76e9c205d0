using Tinyo.Oci.Linux.Mounts;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>One mount, fully decided.</summary>
public sealed record MountPlan
{
    /// <summary>Which of <c>mounts[]</c> it comes from, for messages.</summary>
    public required int Index { get; init; }

    /// <summary>How it comes to be.</summary>
    public required MountKind Kind { get; init; }

    /// <summary>What is mounted: an absolute host path for a bind, a device or a word for a file system.</summary>
    public string? Source { get; init; }

    /// <summary>Where: clean and absolute, inside the container's root.</summary>
    public required string Target { get; init; }

    /// <summary>The file system type; null for a bind, and for a remount that changes the flags of the mount but not the file system.</summary>
    public string? Type { get; init; }

    /// <summary>A bind takes the mounts below its source along.</summary>
    public bool Recursive { get; init; }

    /// <summary>Flags that were asked for, without MS_BIND, MS_REC, MS_REMOUNT and propagation.</summary>
    public MountFlags Flags { get; init; }

    /// <summary>Flags that were asked to be off, as by <c>rw</c>, <c>suid</c>, <c>exec</c>: a locked one of these is an error.</summary>
    public MountFlags Cleared { get; init; }

    /// <summary>Attributes set on the whole tree, by the recursive options.</summary>
    public MountAttributes RecursiveSet { get; init; }

    /// <summary>Attributes cleared on the whole tree, by the recursive options.</summary>
    public MountAttributes RecursiveClear { get; init; }

    /// <summary>Propagation changes in order, each one of MS_SHARED, MS_SLAVE, MS_PRIVATE, MS_UNBINDABLE, with MS_REC or without.</summary>
    public IReadOnlyList<MountFlags> Propagation { get; init; } = [];

    /// <summary>Options that the file system itself understands, each <c>key</c> or <c>key=value</c>.</summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>Fill a tmpfs with what its mount point held, <c>tmpcopyup</c>.</summary>
    public bool CopyUp { get; init; }

    /// <summary>MS_RDONLY is put on only once everything inside is there: mount points, device nodes, the working directory.</summary>
    public bool ReadonlyLast { get; init; }

    /// <summary>How its files' owners are mapped; null shows them as they are.</summary>
    public MountIdMapPlan? IdMap { get; init; }

    /// <summary>The option by which a new file system gets its SELinux label, as <c>context</c>.</summary>
    public string? ContextOption { get; init; }

    /// <summary>The label that goes with it.</summary>
    public string? ContextLabel { get; init; }

    /// <summary>A SELinux label that is set on the root once it is mounted.</summary>
    public string? RootLabel { get; init; }

    /// <summary>A host directory that is bound here when a bind's source is missing, or the kernel refuses a file system with EPERM or EBUSY, as sysfs to one without a network.</summary>
    public string? Fallback { get; init; }
}
