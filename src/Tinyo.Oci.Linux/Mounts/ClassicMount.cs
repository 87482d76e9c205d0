using Microsoft.Win32.SafeHandles;

namespace Tinyo.Oci.Linux.Mounts;

/// <summary>mount(2) and umount2(2) through handles: the target is named by its descriptor, so that no link can redirect it.</summary>
public static class ClassicMount
{
    private const int MNT_DETACH = 2;

    /// <summary>Mounts a file system, changes a mount's flags, or its propagation.</summary>
    public static Errno TryMount(string? source, SafeFileHandle target, string? type, MountFlags flags, string? data = null) =>
        Libc.Mount(source, PathOf(target), type, (ulong)flags, data) < 0 ? Libc.LastError : Errno.None;

    /// <summary>Binds what one handle refers to on what another does.</summary>
    public static Errno TryBind(SafeFileHandle source, SafeFileHandle target, bool recursive) =>
        TryMount(PathOf(source), target, null, MountFlags.MS_BIND | (recursive ? MountFlags.MS_REC : MountFlags.None));

    /// <summary>Moves the mount of one handle onto what another refers to.</summary>
    public static Errno TryMove(SafeFileHandle mount, SafeFileHandle target) =>
        TryMount(PathOf(mount), target, null, MountFlags.MS_MOVE);

    /// <summary>Changes the propagation of the mount at a path that nobody can redirect, such as the root.</summary>
    public static Errno TryPropagate(string path, MountFlags propagation) =>
        Libc.Mount(null, path, null, (ulong)propagation, null) < 0 ? Libc.LastError : Errno.None;

    /// <summary>Takes the mount at a path away from the tree; it ends when its last user does.</summary>
    public static Errno TryDetach(string path) => Libc.Umount2(path, MNT_DETACH) < 0 ? Libc.LastError : Errno.None;

    /// <summary>The path of a handle that leads to nothing but what the handle refers to.</summary>
    public static string PathOf(SafeFileHandle handle) => $"/proc/self/fd/{handle.DangerousGetHandle()}";
}
