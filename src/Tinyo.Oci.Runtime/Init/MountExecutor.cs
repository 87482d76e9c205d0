using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Mounts;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Makes the planned mounts below a root, in order.</summary>
/// <param name="root">The container's root.</param>
/// <param name="partner">Has what others cloned, made or began.</param>
/// <param name="isConfined">Whether the container has a user namespace, so that flags of the host's mounts are locked.</param>
internal sealed class MountExecutor(RootedDirectory root, ISetupPartner partner, bool isConfined) : IDisposable
{
    // fsconfig(2) takes no longer value than this.
    private const int LongestParameter = 255;

    private readonly DescriptorMounts _descriptors = new(partner.Begun);
    private readonly ClassicMounts _classic = new(root);
    private readonly List<SafeFileHandle> _readonlyLast = [];
    private readonly IdMapper _ids = new("/proc/self/ns/user");

    /// <summary>The procfs and sysfs among these mounts.</summary>
    internal KernelViews Views { get; } = new();

    internal void Execute(IReadOnlyList<MountPlan> mounts)
    {
        for (var position = 0; position < mounts.Count; position++)
        {
            var mount = mounts[position];
            try
            {
                Execute(mount, position);
            }
            catch (Exception failure) when (failure is LinuxException or OciException)
            {
                throw Named(mount, failure);
            }
        }
    }

    /// <summary>A failure, with the name of its mount.</summary>
    internal static OciException Named(MountPlan mount, Exception failure) => new($"{Describe(mount)}: {failure.Message}", failure);

    /// <summary>Makes those mounts read-only that had to be written to first.</summary>
    internal void ProtectLast(IMountMethod method)
    {
        foreach (var mounted in _readonlyLast)
        {
            method.Protect(mounted, MountAttributes.MOUNT_ATTR_RDONLY);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ids.Dispose();
        foreach (var mounted in _readonlyLast)
        {
            mounted.Dispose();
        }

        Views.Dispose();
    }

    private void Execute(MountPlan mount, int position)
    {
        switch (mount.Kind)
        {
            case MountKind.Bind when partner.Trees.TryGetValue(position, out var tree):
                Attach(mount, tree);
                break;
            case MountKind.Bind:
                Bind(mount);
                break;
            case MountKind.FileSystem:
                MountNew(mount, partner.Trees.GetValueOrDefault(position));
                break;
            case MountKind.Remount:
                Remount(mount);
                break;
            case MountKind.Link:
                Link(mount);
                break;
            default:
                throw new OciException($"unknown kind of mount {mount.Kind}");
        }
    }

    private void Bind(MountPlan mount)
    {
        if (mount.Fallback is not null && FileSystem.TryStat(mount.Source!) is null)
        {
            mount = mount with { Source = mount.Fallback, Fallback = null };
        }

        using var source = FileSystem.Open(mount.Source!, OpenFlags.O_PATH);
        using var target = OpenTarget(mount, FileSystem.Stat(source).IsDirectory);
        ProcGuard.CheckBind(mount, source, target);
        Keep(mount, mount.IdMap is null ? Method(mount).Bind(Early(mount), source, target) : _descriptors.Attach(Early(mount), _ids.Clone(mount, source), target));
    }

    private void Attach(MountPlan mount, SafeFileHandle tree)
    {
        using var target = OpenTarget(mount, FileSystem.Stat(tree).IsDirectory);
        ProcGuard.CheckBind(mount, tree, target);
        if (isConfined && mount.IdMap is null && TryCloneOwn(mount, tree) is { } own)
        {
            Keep(mount, _descriptors.Attach(Early(mount), own, target));
            return;
        }

        Keep(mount, isConfined ? _descriptors.AttachForeign(Early(mount), tree, target) : _descriptors.Attach(Early(mount), tree, target));
    }

    // In this namespace's own copy of the host's mounts the kernel has locked what the container's root may not undo: their
    // flags, and that they cover what is below them. What comes from outside is for sources that can't be reached from here.
    private static SafeFileHandle? TryCloneOwn(MountPlan mount, SafeFileHandle tree)
    {
        if (FileSystem.TryOpen(mount.Source!, OpenFlags.O_PATH, out var source) is not Errno.None)
        {
            return null;
        }

        using (source)
        {
            var (here, there) = (FileSystem.Stat(source), FileSystem.Stat(tree));
            return (here.Device, here.Inode) == (there.Device, there.Inode) && MountApi.TryClone(source, mount.Recursive, out var own) is Errno.None
                ? own
                : null;
        }
    }

    private SafeFileHandle OpenTarget(MountPlan mount, bool directory)
    {
        var target = directory ? root.OpenOrMakeDirectory(mount.Target, Mode.O755) : root.OpenOrMakeFile(mount.Target);
        // The kernel would only say "invalid argument"; engines look for these words.
        return directory || !FileSystem.Stat(target).IsDirectory
            ? target
            : throw new OciException($"{mount.Source} is not a directory, but {mount.Target} is one");
    }

    private void MountNew(MountPlan mount, SafeFileHandle? made)
    {
        var error = ProcGuard.TryOpenTarget(mount, root, out var target);
        var existed = error is Errno.None;
        if (error is not (Errno.None or Errno.ENOENT))
        {
            throw new LinuxException("open", mount.Target, error);
        }

        if (!existed)
        {
            target = root.MakeDirectory(mount.Target, Mode.O755);
        }

        using (target)
        {
            ProcGuard.CheckFileSystem(mount, target);
            if (mount.IdMap is not null)
            {
                Keep(mount, MountMapped(Early(mount), made, target, existed));
                return;
            }

            var data = mount.Type == "tmpfs" && existed ? TmpfsData.Inheriting(mount.Data, target) : mount.Data;
            Action<SafeFileHandle>? fill = mount.CopyUp ? made => TreeCopy.Copy(target, made, mount.Target) : null;
            try
            {
                Keep(mount, Labelled(mount, Method(mount).MountNew(Early(mount), target, data, fill)));
            }
            catch (LinuxException failure) when (mount.Fallback is not null && failure.Error is Errno.EPERM or Errno.EBUSY)
            {
                Bind(InPlaceOf(mount));
            }
        }
    }

    private static SafeFileHandle Labelled(MountPlan mount, SafeFileHandle mounted)
    {
        if (mount.RootLabel is { } label)
        {
            ExtendedAttribute.TrySetLabel(mounted, label).ThrowIfFailed("setxattr", $"label {label}");
        }

        return mounted;
    }

    // What is mounted below the host's directory must not be writable either where it is asked to be read-only (CVE-2023-25809).
    private static MountPlan InPlaceOf(MountPlan mount) => mount with
    {
        Kind = MountKind.Bind,
        Source = mount.Fallback,
        Fallback = null,
        Data = [],
        RecursiveSet = mount.RecursiveSet
            | (mount.Recursive && mount.Flags.HasFlag(MountFlags.MS_RDONLY) ? MountAttributes.MOUNT_ATTR_RDONLY : MountAttributes.None),
    };

    private SafeFileHandle MountMapped(MountPlan mount, SafeFileHandle? made, SafeFileHandle target, bool existed)
    {
        var tree = made ?? _ids.Make(mount);
        if (mount.Type is "tmpfs")
        {
            TmpfsData.Inherit(mount, tree, existed ? target : null);
        }

        if (mount.CopyUp)
        {
            TreeCopy.Copy(target, tree, mount.Target);
        }

        return _descriptors.AttachNew(mount, tree, target);
    }

    private void Remount(MountPlan mount)
    {
        using var mounted = root.Open(mount.Target, OpenFlags.O_PATH);
        if (mount.Type is null)
        {
            Method(mount).Reconfigure(mount, mounted);
        }
        else if (ClassicMount.TryMount(mount.Source, mounted, mount.Type, mount.Flags | MountFlags.MS_REMOUNT, string.Join(',', mount.Data))
            is not Errno.None and var error)
        {
            throw new LinuxException("remount", mount.Target, error);
        }
    }

    private void Link(MountPlan mount)
    {
        using var parent = root.OpenParent(mount.Target, out var name);
        if (FileSystem.TryMakeLink(mount.Source!, name, parent) is not (Errno.None or Errno.EEXIST) and var error)
        {
            throw new LinuxException("symlink", mount.Target, error);
        }
    }

    // Without what must wait until everything inside is there.
    private static MountPlan Early(MountPlan mount) =>
        mount.ReadonlyLast ? mount with { Flags = mount.Flags & ~MountFlags.MS_RDONLY } : mount;

    private void Keep(MountPlan mount, SafeFileHandle mounted)
    {
        if (mount.ReadonlyLast)
        {
            _readonlyLast.Add(mounted);
        }
        else if (!Views.Remember(mount, mounted))
        {
            mounted.Dispose();
        }
    }

    /// <summary>Whether a mount can be made by descriptors.</summary>
    internal static bool UsesDescriptors(MountPlan mount) =>
        MountApi.IsAvailable && !mount.Flags.HasFlag(MountFlags.MS_I_VERSION) && !HasLongParameter(mount);

    private IMountMethod Method(MountPlan mount) => UsesDescriptors(mount) ? _descriptors : _classic;

    private static bool HasLongParameter(MountPlan mount)
    {
        foreach (var parameter in mount.Data)
        {
            if (parameter.Length > LongestParameter)
            {
                return true;
            }
        }

        return false;
    }

    private static string Describe(MountPlan mount) => mount.Kind switch
    {
        MountKind.Bind => $"mounts[{mount.Index}]: bind {mount.Source} at {mount.Target}",
        MountKind.Remount => $"mounts[{mount.Index}]: remount {mount.Target}",
        _ => $"mounts[{mount.Index}]: mount {mount.Type ?? mount.Source} at {mount.Target}",
    };
}
