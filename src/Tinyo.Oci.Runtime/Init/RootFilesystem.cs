using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Mounts;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>The container's root: a mount of its own, filled by others, then entered.</summary>
internal sealed class RootFilesystem : IDisposable
{
    private readonly RootFilesystemPlan _plan;
    private readonly bool _ownMounts;

    private RootFilesystem(RootFilesystemPlan plan, bool ownMounts, SafeFileHandle root)
    {
        (_plan, _ownMounts) = (plan, ownMounts);
        Directory = new RootedDirectory(root);
    }

    /// <summary>The root, to resolve the container's paths in.</summary>
    internal RootedDirectory Directory { get; }

    /// <summary>Cuts this process's mounts off from the host's and makes the root a mount of its own.</summary>
    /// <param name="plan">The container.</param>
    /// <param name="clonedRoot">The root as the parent cloned it, where a user namespace may not reach it by path.</param>
    internal static RootFilesystem Prepare(ContainerPlan plan, SafeFileHandle? clonedRoot)
    {
        var (wanted, ownMounts) = (plan.RootFilesystem, plan.Namespaces.Has(CloneFlags.CLONE_NEWNS));
        var error = FileSystem.TryOpen(wanted.Path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, out var directory);
        using (directory)
        {
            if (error is not Errno.None && clonedRoot is null)
            {
                throw new LinuxException("open root", wanted.Path, error);
            }

            if (!ownMounts)
            {
                using var stage = OpenRoot(wanted.StagedAt!);
                return new RootFilesystem(wanted, ownMounts, BindRoot(directory, stage, wanted.StagedAt!));
            }

            CutOff(wanted, directory);
            return new RootFilesystem(wanted, ownMounts, clonedRoot is null ? BindRoot(directory, directory, wanted.Path) : Place(clonedRoot, directory, wanted.Path));
        }
    }

    /// <summary>Makes the root read-only, keeping the flags that it has.</summary>
    internal void Protect(IMountMethod method)
    {
        if (_plan.Readonly)
        {
            method.Protect(Directory.Handle, MountAttributes.MOUNT_ATTR_RDONLY);
        }
    }

    /// <summary>Makes it <c>/</c>.</summary>
    internal void Enter()
    {
        if (!_ownMounts)
        {
            RootDirectory.Change(Directory.Handle);
            return;
        }

        if (_plan.NoPivot)
        {
            HostViews.Remove(Directory.Handle);
            RootDirectory.MoveAndChange(Directory.Handle);
        }
        else
        {
            RootDirectory.Pivot(Directory.Handle);
        }

        if (_plan.Propagation != 0)
        {
            ClassicMount.TryPropagate("/", _plan.Propagation).ThrowIfFailed("mount", $"/ ({_plan.Propagation})");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Dispose();

    private static void CutOff(RootFilesystemPlan plan, SafeFileHandle directory)
    {
        using var hostRoot = OpenRoot("/");
        ClassicMount.TryMount(null, hostRoot, null, plan.ParentPropagation).ThrowIfFailed("mount", $"/ ({plan.ParentPropagation})");
        const MountFlags Apart = MountFlags.MS_SLAVE | MountFlags.MS_PRIVATE;
        if ((plan.ParentPropagation & Apart) == 0 || !plan.ParentPropagation.HasFlag(MountFlags.MS_REC))
        {
            // pivot_root(2) refuses, and the bind below would reach the host, where the parent mount is shared.
            var propagation = plan.ParentPropagation.HasFlag(MountFlags.MS_SLAVE) ? MountFlags.MS_SLAVE : MountFlags.MS_PRIVATE;
            using var parent = FileSystem.OpenMountRoot(directory, plan.Path);
            ClassicMount.TryMount(null, parent, null, propagation).ThrowIfFailed("mount", $"the parent of {plan.Path} ({propagation})");
        }
    }

    private static SafeFileHandle BindRoot(SafeFileHandle source, SafeFileHandle target, string place)
    {
        if (!MountApi.IsAvailable)
        {
            ClassicMount.TryBind(source, target, recursive: true).ThrowIfFailed("mount", place);
            return OpenRoot(place);
        }

        MountApi.TryClone(source, recursive: true, out var tree).ThrowIfFailed("open_tree", place);
        MountApi.TryMove(tree, target).ThrowIfFailed("move_mount", place);
        return tree;
    }

    // The clone came from the host's mounts by descriptor; the place to put it is wherever this namespace lets us.
    private static SafeFileHandle Place(SafeFileHandle tree, SafeFileHandle directory, string path)
    {
        if (!directory.IsInvalid)
        {
            MountApi.TryMove(tree, directory).ThrowIfFailed("move_mount", path);
            return tree;
        }

        // Its path may be closed to the user namespace; any directory will do, since pivot_root(2) leaves it behind.
        using var anywhere = OpenRoot("/proc/self/cwd");
        MountApi.TryMove(tree, anywhere).ThrowIfFailed("move_mount", path);
        return tree;
    }

    private static SafeFileHandle OpenRoot(string path) =>
        FileSystem.TryOpen(path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, out var handle) switch
        {
            Errno.None => handle,
            var error => throw new LinuxException("open root", path, error),
        };
}
