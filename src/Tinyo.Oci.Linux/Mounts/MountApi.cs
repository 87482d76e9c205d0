using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Tinyo.Oci.Linux.Mounts;

/// <summary>The mount calls that work on descriptors, all there since Linux 5.12: a mount is a handle before it has a place.</summary>
public static unsafe class MountApi
{
    private const int AT_EMPTY_PATH = 0x1000;
    private const int AT_RECURSIVE = 0x8000;
    private const int OPEN_TREE_CLONE = 1;
    private const int OPEN_TREE_CLOEXEC = 0x80000;
    private const int MOVE_MOUNT_F_EMPTY_PATH = 0x4;
    private const int MOVE_MOUNT_T_EMPTY_PATH = 0x40;

    [StructLayout(LayoutKind.Sequential)]
    private struct MountAttr
    {
        internal ulong Set;
        internal ulong Clear;
        internal ulong Propagation;
        internal ulong UserNamespace;
    }

    /// <summary>Whether this kernel has mount_setattr(2), the newest of these calls, and with it all the others.</summary>
    public static bool IsAvailable { get; } = Probe();

    /// <summary>A copy of the mount at a handle, not yet anywhere; with the mounts below it when recursive.</summary>
    public static Errno TryClone(SafeFileHandle source, bool recursive, out SafeFileHandle tree)
    {
        var flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0);
        var fd = Empty(path => Libc.Syscall(SystemCall.OpenTree, source.DangerousGetHandle(), path, flags));
        GC.KeepAlive(source);
        tree = new SafeFileHandle(fd, ownsHandle: true);
        return fd < 0 ? Libc.LastError : Errno.None;
    }

    /// <summary>Gives a mount its place: on the directory or file of a handle.</summary>
    public static Errno TryMove(SafeFileHandle tree, SafeFileHandle target)
    {
        var result = Empty(path => Libc.Syscall(
            SystemCall.MoveMount, tree.DangerousGetHandle(), path, target.DangerousGetHandle(), path, MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH));
        GC.KeepAlive(tree);
        GC.KeepAlive(target);
        return result < 0 ? Libc.LastError : Errno.None;
    }

    /// <summary>Changes a mount's attributes and propagation, and with them those of all mounts below it when recursive.</summary>
    public static Errno TrySetAttributes(
        SafeFileHandle mount, MountAttributes set, MountAttributes clear, MountFlags propagation = MountFlags.None, bool recursive = false) =>
        TrySet(mount, new MountAttr { Set = (ulong)set, Clear = (ulong)clear, Propagation = (ulong)propagation }, recursive);

    /// <summary>Has a mount that was never anywhere show its files' owners as a user namespace maps them; and all mounts below it when recursive.</summary>
    public static Errno TryMapIds(SafeFileHandle mount, SafeFileHandle userNamespace, bool recursive)
    {
        var attributes = new MountAttr { Set = (ulong)MountAttributes.MOUNT_ATTR_IDMAP, UserNamespace = (ulong)userNamespace.DangerousGetHandle() };
        var error = TrySet(mount, attributes, recursive);
        GC.KeepAlive(userNamespace);
        return error;
    }

    private static Errno TrySet(SafeFileHandle mount, MountAttr attributes, bool recursive)
    {
        var pointer = (nint)(&attributes);
        var result = Empty(path => Libc.Syscall(
            SystemCall.MountSetattr, mount.DangerousGetHandle(), path, AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0), pointer, sizeof(MountAttr)));
        GC.KeepAlive(mount);
        return result < 0 ? Libc.LastError : Errno.None;
    }

    private static bool Probe() =>
        Empty(path => Libc.Syscall(SystemCall.MountSetattr, -1, path, 0, 0, 0)) < 0 && Libc.LastError is not Errno.ENOSYS;

    private static nint Empty(Func<nint, nint> call)
    {
        byte empty = 0;
        return call((nint)(&empty));
    }
}
