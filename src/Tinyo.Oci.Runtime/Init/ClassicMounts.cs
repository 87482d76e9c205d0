using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Mounts;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Mounts by mount(2) on verified descriptors, for kernels before 5.12 and for what only mount(2) can say.</summary>
internal sealed class ClassicMounts(RootedDirectory root) : IMountMethod
{
    private const MountFlags ChangeOne = MountFlags.MS_REMOUNT | MountFlags.MS_BIND;

    public SafeFileHandle Bind(MountPlan mount, SafeFileHandle source, SafeFileHandle target)
    {
        RefuseRecursive(mount);
        ClassicMount.TryBind(source, target, mount.Recursive).ThrowIfFailed("mount", $"{mount.Source} at {mount.Target}");
        var mounted = Reopen(mount.Target, target);
        if ((mount.Flags & MountAttributeMap.PerMount) != 0 || mount.Cleared != 0)
        {
            Reconfigure(mount, mounted);
        }

        Propagate(mount, mounted);
        return mounted;
    }

    public SafeFileHandle MountNew(MountPlan mount, SafeFileHandle target, IReadOnlyList<string> data, Action<SafeFileHandle>? fill)
    {
        RefuseRecursive(mount);
        var flags = fill is null ? mount.Flags : mount.Flags & ~MountFlags.MS_RDONLY;
        ClassicMount.TryMount(mount.Source ?? mount.Type, target, mount.Type, flags, Joined(mount, data))
            .ThrowIfFailed("mount", $"{mount.Type} at {mount.Target}");
        var mounted = Reopen(mount.Target, target);
        if (fill is not null)
        {
            fill(mounted);
            if (mount.Flags.HasFlag(MountFlags.MS_RDONLY))
            {
                Protect(mounted, MountAttributes.MOUNT_ATTR_RDONLY);
            }
        }

        Propagate(mount, mounted);
        return mounted;
    }

    public void Reconfigure(MountPlan mount, SafeFileHandle mounted)
    {
        var flags = mount.Flags & MountAttributeMap.PerMount;
        var error = ClassicMount.TryMount(null, mounted, null, ChangeOne | flags);
        if (error is Errno.EPERM)
        {
            LockedFlags.ThrowIfCleared(mounted, mount);
            error = ClassicMount.TryMount(null, mounted, null, ChangeOne | flags | LockedFlags.Of(mounted));
        }

        error.ThrowIfFailed("remount", mount.Target);
    }

    public void BindReadonly(string path, SafeFileHandle target)
    {
        ClassicMount.TryBind(target, target, recursive: true).ThrowIfFailed("mount", path);
        using var mounted = Reopen(path, target);
        Protect(mounted, MountAttributes.MOUNT_ATTR_RDONLY);
    }

    public void Protect(SafeFileHandle mounted, MountAttributes set)
    {
        if (set.HasFlag(MountAttributes.MOUNT_ATTR_RDONLY))
        {
            var flags = ChangeOne | LockedFlags.Of(mounted) | MountFlags.MS_RDONLY;
            ClassicMount.TryMount(null, mounted, null, flags).ThrowIfFailed("remount", "read-only");
        }
    }

    // mount(2) answers with no handle: the path is opened again, and must lead to another mount than before.
    private SafeFileHandle Reopen(string path, SafeFileHandle target)
    {
        var before = FileSystem.Stat(target).MountId;
        var mounted = root.Open(path, OpenFlags.O_PATH);
        if (before != 0 && FileSystem.Stat(mounted).MountId == before)
        {
            mounted.Dispose();
            throw new OciException($"{path} changed while it was being mounted");
        }

        return mounted;
    }

    // A label may have commas of its own, in its categories.
    private static string Joined(MountPlan mount, IReadOnlyList<string> data) => mount.ContextOption is { } option
        ? string.Join(',', [.. data, $"{option}=\"{mount.ContextLabel}\""])
        : string.Join(',', data);

    private static void Propagate(MountPlan mount, SafeFileHandle mounted)
    {
        foreach (var propagation in mount.Propagation)
        {
            ClassicMount.TryMount(null, mounted, null, propagation).ThrowIfFailed("mount", $"{mount.Target} ({propagation})");
        }
    }

    private static void RefuseRecursive(MountPlan mount)
    {
        if ((mount.RecursiveSet | mount.RecursiveClear) != 0)
        {
            var names = string.Join(", ", RecursiveOptionNames.Of(mount.RecursiveSet, mount.RecursiveClear));
            throw new OciException($"recursive option {names} needs mount_setattr(2), Linux 5.12 or newer");
        }
    }
}
