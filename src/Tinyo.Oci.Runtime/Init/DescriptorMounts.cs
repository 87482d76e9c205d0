using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Mounts;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Mounts by descriptor: complete before they have a place, so that nobody sees one half-made.</summary>
/// <param name="begun">File systems that somebody else began, by the index of their mount.</param>
internal sealed class DescriptorMounts(IReadOnlyDictionary<int, SafeFileHandle>? begun = null) : IMountMethod
{
    private static readonly (MountFlags Flag, string Name)[] s_superblockFlags =
    [
        (MountFlags.MS_RDONLY, "ro"),
        (MountFlags.MS_SYNCHRONOUS, "sync"),
        (MountFlags.MS_DIRSYNC, "dirsync"),
        (MountFlags.MS_LAZYTIME, "lazytime"),
        (MountFlags.MS_MANDLOCK, "mand"),
    ];

    public SafeFileHandle Bind(MountPlan mount, SafeFileHandle source, SafeFileHandle target) =>
        Attach(mount, Clone(mount, source), target);

    /// <summary>A copy of a bind's source that has no place yet.</summary>
    internal static SafeFileHandle Clone(MountPlan mount, SafeFileHandle source)
    {
        MountApi.TryClone(source, mount.Recursive, out var tree).ThrowIfFailed("open_tree", mount.Source!);
        return tree;
    }

    /// <summary>A new file system that has no place yet, and may be written to still if it is a tmpfs.</summary>
    internal static SafeFileHandle MakeUnplaced(MountPlan mount)
    {
        var attributes = MountAttributeMap.ToAttributes(mount.Flags);
        return Make(mount, mount.Data, attributes & ~MountAttributes.MOUNT_ATTR_RDONLY, writable: mount.Type is "tmpfs");
    }

    /// <summary>Gives what was made so its place.</summary>
    internal SafeFileHandle AttachNew(MountPlan mount, SafeFileHandle tree, SafeFileHandle target)
    {
        Protect(tree, MountAttributeMap.ToAttributes(mount.Flags) & MountAttributes.MOUNT_ATTR_RDONLY);
        return Finish(mount, tree, target);
    }

    /// <summary>Gives a tree that was cloned outside of this user namespace its flags and its place.</summary>
    /// <remarks>The kernel has not locked its flags, as it would have had init cloned it: they are held to that rule here.</remarks>
    internal SafeFileHandle AttachForeign(MountPlan mount, SafeFileHandle tree, SafeFileHandle target)
    {
        LockedFlags.ThrowIfCleared(tree, mount);
        return Attach(mount with { Flags = mount.Flags | LockedFlags.Of(tree) }, tree, target);
    }

    /// <summary>Gives a tree its flags and its place.</summary>
    internal SafeFileHandle Attach(MountPlan mount, SafeFileHandle tree, SafeFileHandle target)
    {
        if ((mount.Flags & MountAttributeMap.PerMount) != 0 || mount.Cleared != 0)
        {
            Reconfigure(mount, tree);
        }

        return Finish(mount, tree, target);
    }

    public SafeFileHandle MountNew(MountPlan mount, SafeFileHandle target, IReadOnlyList<string> data, Action<SafeFileHandle>? fill)
    {
        var attributes = MountAttributeMap.ToAttributes(mount.Flags);
        var tree = Make(mount, data, fill is null ? attributes : attributes & ~MountAttributes.MOUNT_ATTR_RDONLY, fill is not null, begun?.GetValueOrDefault(mount.Index));
        if (fill is not null)
        {
            fill(tree);
            Protect(tree, attributes & MountAttributes.MOUNT_ATTR_RDONLY);
        }

        return Finish(mount, tree, target);
    }

    public void Reconfigure(MountPlan mount, SafeFileHandle mounted)
    {
        var set = MountAttributeMap.ToAttributes(mount.Flags);
        var clear = MountAttributeMap.Plain & ~set;
        if (MountAttributeMap.NamesAccessTime(mount.Flags | mount.Cleared))
        {
            clear |= MountAttributes.MOUNT_ATTR__ATIME;
        }

        var error = MountApi.TrySetAttributes(mounted, set, clear);
        if (error is Errno.EPERM)
        {
            // Locked by a user namespace above: what nobody asked to clear stays, as runc does; what somebody asked is an error.
            LockedFlags.ThrowIfCleared(mounted, mount);
            error = MountApi.TrySetAttributes(mounted, set, clear & MountAttributes.MOUNT_ATTR__ATIME); // a field is cleared to be set
        }

        error.ThrowIfFailed("mount_setattr", mount.Target);
    }

    public void BindReadonly(string path, SafeFileHandle target)
    {
        MountApi.TryClone(target, recursive: true, out var tree).ThrowIfFailed("open_tree", path);
        using (tree)
        {
            Protect(tree, MountAttributes.MOUNT_ATTR_RDONLY);
            MountApi.TryMove(tree, target).ThrowIfFailed("move_mount", path);
        }
    }

    public void Protect(SafeFileHandle mounted, MountAttributes set)
    {
        if (set != 0)
        {
            MountApi.TrySetAttributes(mounted, set, MountAttributes.None).ThrowIfFailed("mount_setattr", "read-only");
        }
    }

    private static SafeFileHandle Finish(MountPlan mount, SafeFileHandle tree, SafeFileHandle target)
    {
        if ((mount.RecursiveSet | mount.RecursiveClear) != 0)
        {
            MountApi.TrySetAttributes(tree, mount.RecursiveSet, mount.RecursiveClear, recursive: true)
                .ThrowIfFailed("mount_setattr", $"{mount.Target} recursively");
        }

        MountApi.TryMove(tree, target).ThrowIfFailed("move_mount", mount.Target);
        foreach (var propagation in mount.Propagation)
        {
            MountApi.TrySetAttributes(tree, 0, 0, propagation & ~MountFlags.MS_REC, propagation.HasFlag(MountFlags.MS_REC))
                .ThrowIfFailed("mount_setattr", $"{mount.Target} ({propagation})");
        }

        return tree;
    }

    private static SafeFileHandle Make(MountPlan mount, IReadOnlyList<string> data, MountAttributes attributes, bool writable, SafeFileHandle? begun = null)
    {
        using var context = begun is null ? Begin(mount.Type!) : FileSystemContext.Of(begun);
        Configure(context, context.TrySetString("source", mount.Source ?? mount.Type!), "source");
        foreach (var (flag, name) in s_superblockFlags)
        {
            if (mount.Flags.HasFlag(flag) && !(writable && flag is MountFlags.MS_RDONLY))
            {
                Configure(context, context.TrySetFlag(name), name);
            }
        }

        foreach (var parameter in data)
        {
            Configure(context, context.TrySet(parameter), parameter);
        }

        if (mount.ContextOption is { } option)
        {
            Configure(context, context.TrySetString(option, mount.ContextLabel!), option);
        }

        Configure(context, context.TryMount(attributes, out var tree), mount.Type!);
        return tree;
    }

    private static FileSystemContext Begin(string type) => FileSystemContext.TryOpen(type, out var context) switch
    {
        Errno.None => context,
        Errno.ENODEV => throw new OciException($"this kernel has no file system '{type}'"),
        var error => throw new LinuxException("fsopen", type, error),
    };

    private static void Configure(FileSystemContext context, Errno error, string subject)
    {
        if (error is not Errno.None)
        {
            throw new LinuxException("mount", context.Explain() is { Length: > 0 } words ? words : subject, error);
        }
    }
}
