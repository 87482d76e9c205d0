using System.Text;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Mounts;

namespace Tinyo.Oci.Linux.Files;

/// <summary>Files by path or by name in an open directory: each call throws with its name, subject and reason.</summary>
/// <remarks>A directory of null means the working directory; absolute paths ignore it.</remarks>
public static partial class FileSystem
{
    private const int AT_FDCWD = -100;
    private const int AT_SYMLINK_NOFOLLOW = 0x100;
    private const int AT_REMOVEDIR = 0x200;
    private const int AT_EMPTY_PATH = 0x1000;
    private const uint STATX_BASIC_STATS = 0x7ff;
    private const uint STATX_MNT_ID = 0x1000;

    /// <summary>Opens a file, close-on-exec.</summary>
    public static SafeFileHandle Open(string path, OpenFlags flags, uint mode = 0, SafeFileHandle? directory = null) =>
        TryOpen(path, flags, out var handle, mode, directory) is Errno.None
            ? handle
            : throw LinuxException.Last("open", path);

    /// <summary>Opens a file, close-on-exec, and says why not.</summary>
    public static Errno TryOpen(
        string path, OpenFlags flags, out SafeFileHandle handle, uint mode = 0, SafeFileHandle? directory = null)
    {
        int fd;
        do
        {
            fd = Libc.OpenAt(At(directory), path, flags.ToKernel(), mode);
        }
        while (fd < 0 && Libc.LastError is Errno.EINTR);

        GC.KeepAlive(directory);
        handle = new SafeFileHandle(fd, ownsHandle: true);
        return fd < 0 ? Libc.LastError : Errno.None;
    }

    /// <summary>Makes a directory.</summary>
    public static void MakeDirectory(string path, uint mode, SafeFileHandle? directory = null)
    {
        if (TryMakeDirectory(path, mode, directory) is not Errno.None)
        {
            throw LinuxException.Last("mkdir", path);
        }
    }

    /// <summary>Makes a directory and says why not, as <see cref="Errno.EEXIST"/>.</summary>
    public static Errno TryMakeDirectory(string path, uint mode, SafeFileHandle? directory = null) =>
        Try(Libc.MkdirAt(At(directory), path, mode), directory);

    /// <summary>Makes a directory and every parent that is missing.</summary>
    public static void MakeDirectories(string path, uint mode)
    {
        var error = TryMakeDirectory(path, mode);
        if (error is Errno.ENOENT && Path.GetDirectoryName(path) is { Length: > 0 } parent)
        {
            MakeDirectories(parent, mode);
            error = TryMakeDirectory(path, mode); // only once more: in /proc nothing can ever be made, and that too is ENOENT
        }

        if (error is not (Errno.None or Errno.EEXIST))
        {
            throw new LinuxException("mkdir", path, error);
        }
    }

    /// <summary>Makes a file, device node, FIFO or socket name, see mknod(2).</summary>
    public static Errno TryMakeNode(
        string name, FileType type, uint mode, uint major, uint minor, SafeFileHandle? directory = null) =>
        Try(Libc.MknodAt(At(directory), name, (uint)type | mode, DeviceNumber(major, minor)), directory);

    /// <summary>Makes a symbolic link and says why not.</summary>
    public static Errno TryMakeLink(string target, string name, SafeFileHandle? directory = null) =>
        Try(Libc.SymlinkAt(target, At(directory), name), directory);

    /// <summary>Where a symbolic link points; null when it is none or is not there.</summary>
    public static unsafe string? TryReadLink(string path, SafeFileHandle? directory = null)
    {
        const int Longest = 4096;
        var buffer = stackalloc byte[Longest];
        var length = Libc.ReadlinkAt(At(directory), path, buffer, Longest);
        GC.KeepAlive(directory);
        return length < 0 ? null : Encoding.UTF8.GetString(buffer, (int)length);
    }

    /// <summary>Removes a file's name, and says why not.</summary>
    public static Errno TryRemoveFile(string path, SafeFileHandle? directory = null) =>
        Try(Libc.UnlinkAt(At(directory), path, 0), directory);

    /// <summary>Removes an empty directory, and says why not.</summary>
    public static Errno TryRemoveDirectory(string path, SafeFileHandle? directory = null) =>
        Try(Libc.UnlinkAt(At(directory), path, AT_REMOVEDIR), directory);

    /// <summary>Renames within one file system, replacing what had the new name.</summary>
    public static void Rename(string from, string to, SafeFileHandle? directory = null) =>
        Check(Libc.RenameAt(At(directory), from, At(directory), to), "rename", to, directory);

    private static Errno TryExchange(string one, string other, SafeFileHandle? directory)
    {
        const int RENAME_EXCHANGE = 2;
        return Try((int)Libc.RenameAt2(SystemCall.Renameat2, At(directory), one, At(directory), other, RENAME_EXCHANGE), directory);
    }

    /// <summary>Sets permissions by path; follows symbolic links.</summary>
    public static void ChangeMode(string path, uint mode, SafeFileHandle? directory = null) =>
        Check(Libc.FchmodAt(At(directory), path, mode, 0), "chmod", path, directory);

    /// <summary>Sets owner and group by path; never follows a symbolic link.</summary>
    public static void ChangeOwner(string path, uint uid, uint gid, SafeFileHandle? directory = null) =>
        Check(Libc.FchownAt(At(directory), path, uid, gid, AT_SYMLINK_NOFOLLOW), "chown", path, directory);

    /// <summary>Sets owner, group and then permissions of what a handle refers to, O_PATH handles included.</summary>
    public static void ChangeOwnerAndMode(SafeFileHandle file, uint uid, uint gid, uint mode, string subject)
    {
        Check(Libc.FchownAt(At(file), "", uid, gid, AT_EMPTY_PATH), "chown", subject, file);
        ChangeMode(ClassicMount.PathOf(file), mode); // fchmod(2) refuses O_PATH; the handle's own link leads nowhere else
    }

    /// <summary>Sets owner and group by path, and says why not; never follows a symbolic link.</summary>
    public static Errno TryChangeOwner(string path, uint uid, uint gid) => Try(Libc.FchownAt(AT_FDCWD, path, uid, gid, AT_SYMLINK_NOFOLLOW), null);

    /// <summary>Sets owner and group of an open file, and says why not.</summary>
    public static Errno TryChangeOwner(SafeFileHandle file, uint uid, uint gid) => Try(Libc.Fchown(file, uid, gid), file);

    /// <summary>Tells of the file that a path names; null when there is none.</summary>
    public static FileStatus? TryStat(string path, SafeFileHandle? directory = null, bool follow = true) =>
        Stat(At(directory), path, follow ? 0 : AT_SYMLINK_NOFOLLOW, directory, out var status) is Errno.None ? status : null;

    /// <summary>Tells of an open file, O_PATH handles included.</summary>
    public static FileStatus Stat(SafeFileHandle file, string subject = "open file") =>
        Stat(At(file), "", AT_EMPTY_PATH, file, out var status) is Errno.None
            ? status
            : throw LinuxException.Last("statx", subject);

    /// <summary>Whether the effective user may reach a path, and execute it; says why not.</summary>
    public static unsafe Errno TryAccess(string path, bool executable)
    {
        const int F_OK = 0, X_OK = 1, AT_EACCESS = 0x200;
        return Try(Libc.FaccessAt(AT_FDCWD, path, executable ? X_OK : F_OK, AT_EACCESS), null);
    }

    /// <summary>The type of the file system that an open file lives on.</summary>
    public static unsafe FileSystemMagic TypeOf(SafeFileHandle file)
    {
        StatfsBuffer buffer;
        return Libc.Fstatfs(file, &buffer) == 0
            ? (FileSystemMagic)buffer.Type
            : throw LinuxException.Last("fstatfs", "open file");
    }

    /// <summary>The flags of the mount that an open file was reached through.</summary>
    public static unsafe MountFlags MountFlagsOf(SafeFileHandle file)
    {
        const long ST_NOSYMFOLLOW = 0x2000, ST_RELATIME = 0x1000, Same = 0xF | 0x400 | 0x800;
        StatfsBuffer buffer;
        if (Libc.Fstatfs(file, &buffer) < 0)
        {
            throw LinuxException.Last("fstatfs", "open file");
        }

        // Most ST_ bits of statfs(2) equal their MS_ namesakes; two do not.
        return (MountFlags)(buffer.Flags & Same)
            | ((buffer.Flags & ST_RELATIME) != 0 ? MountFlags.MS_RELATIME : MountFlags.None)
            | ((buffer.Flags & ST_NOSYMFOLLOW) != 0 ? MountFlags.MS_NOSYMFOLLOW : MountFlags.None);
    }

    /// <summary>Opens the root of the mount that a directory lies in.</summary>
    public static SafeFileHandle OpenMountRoot(string path)
    {
        using var directory = Open(path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        return OpenMountRoot(directory, path);
    }

    /// <summary>Opens the root of the mount that an open directory lies in.</summary>
    public static SafeFileHandle OpenMountRoot(SafeFileHandle directory, string subject)
    {
        if (TryOpen(".", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, out var handle, 0, directory) is not Errno.None and var error)
        {
            throw new LinuxException("open", subject, error);
        }

        while (true)
        {
            var parent = Open("..", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, 0, handle);
            var (here, above) = (Stat(handle), Stat(parent));
            if (here.MountId != above.MountId || here.Device != above.Device || (here.Device, here.Inode) == (above.Device, above.Inode))
            {
                parent.Dispose();
                return handle;
            }

            handle.Dispose();
            handle = parent;
        }
    }

    /// <summary>The type of the file system that a path leads to; null when it leads nowhere.</summary>
    public static unsafe FileSystemMagic? TryTypeOf(string path)
    {
        StatfsBuffer buffer;
        return Libc.Statfs(path, &buffer) == 0 ? (FileSystemMagic)buffer.Type : null;
    }

    /// <summary>A device's number as mknod(2) takes it.</summary>
    internal static ulong DeviceNumber(uint major, uint minor) =>
        ((ulong)(major & 0xfffff000) << 32) | ((ulong)(major & 0xfff) << 8) | ((ulong)(minor & 0xffffff00) << 12) | (minor & 0xff);

    private static unsafe Errno Stat(int at, string path, int flags, SafeFileHandle? keep, out FileStatus status)
    {
        StatxBuffer buffer;
        var result = Try((int)Libc.Statx(SystemCall.Statx, at, path, flags, (nint)(STATX_BASIC_STATS | STATX_MNT_ID), &buffer), keep);
        status = result is Errno.None ? new FileStatus(buffer) : default;
        return result;
    }

    private static int At(SafeFileHandle? directory) => directory is null ? AT_FDCWD : (int)directory.DangerousGetHandle();

    private static Errno Try(int result, SafeFileHandle? keep)
    {
        GC.KeepAlive(keep);
        return result < 0 ? Libc.LastError : Errno.None;
    }

    private static void Check(int result, string call, string subject, SafeFileHandle? keep = null)
    {
        if (Try(result, keep) is not Errno.None)
        {
            throw LinuxException.Last(call, subject);
        }
    }
}
