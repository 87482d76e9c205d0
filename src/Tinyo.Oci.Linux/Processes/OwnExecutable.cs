using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Mounts;

namespace Tinyo.Oci.Linux.Processes;

/// <summary>The file that this process executes, in forms that a child may execute where others can get at it, as <c>/proc/PID/exe</c>.</summary>
/// <remarks>CVE-2019-5736: who holds that link could write to the host's file once nobody executes it any more.</remarks>
public static unsafe class OwnExecutable
{
    private const string Link = "/proc/self/exe";
    private const int MFD_CLOEXEC = 0x1;
    private const int MFD_ALLOW_SEALING = 0x2;
    private const int MFD_EXEC = 0x10;
    private const int F_ADD_SEALS = 1033;
    private const int EverySeal = 0xf;
    private const uint ExecuteOnly = 0x49; // 0111

    /// <summary>The file itself.</summary>
    public static SafeFileHandle Open() => FileSystem.Open(Link, OpenFlags.O_PATH);

    /// <summary>The path that leads to the file now; null when none does, as when it was replaced since.</summary>
    public static string? TryPath(SafeFileHandle self)
    {
        if (FileSystem.TryReadLink(Link) is not { } path || FileSystem.TryStat(path) is not { } found)
        {
            return null;
        }

        var own = FileSystem.Stat(self, Link);
        return (found.Device, found.Inode) == (own.Device, own.Inode) ? path : null;
    }

    /// <summary>The file through a mount of its own, read-only and nowhere; fails without the privilege to make one.</summary>
    /// <remarks>To let go of such a mount waits for RCU, up to some milliseconds.</remarks>
    public static Errno TryProtect(SafeFileHandle self, out SafeFileHandle mounted)
    {
        var error = MountApi.TryClone(self, recursive: false, out mounted);
        return error is Errno.None ? MountApi.TrySetAttributes(mounted, MountAttributes.MOUNT_ATTR_RDONLY, MountAttributes.None) : error;
    }

    /// <summary>A copy in memory that nobody can change and only its owner may read.</summary>
    /// <remarks>
    /// execve(2) keeps a process whose file it may not read out of sight of its user namespace, so that not even CAP_SYS_PTRACE
    /// there lets anybody look through it at what it still holds of the host (CVE-2016-9962).
    /// </remarks>
    public static SafeFileHandle SealedCopy()
    {
        using var source = FileSystem.Open(Link, OpenFlags.O_RDONLY);
        var copy = MakeMemoryFile();
        var left = FileSystem.Stat(source, Link).Size;
        while (left > 0)
        {
            var count = Libc.Sendfile(copy, source, null, (nuint)left);
            if (count <= 0)
            {
                throw LinuxException.Last("sendfile", Link);
            }

            left -= count;
        }

        LinuxException.ThrowIfFailed(Libc.Fchmod(copy, ExecuteOnly), "fchmod", "a copy of the runtime");
        LinuxException.ThrowIfFailed(Libc.Fcntl((int)copy.DangerousGetHandle(), F_ADD_SEALS, EverySeal), "seal", "a copy of the runtime");
        return Reopen(copy);
    }

    /// <summary>Makes the mount that this process's file was executed through read-only, and not to be executed from again, if it is among this process's mounts.</summary>
    /// <remarks>For a process that has its mounts to itself: everything that is to stay writable must be another mount by now.</remarks>
    public static void Protect()
    {
        const MountAttributes Both = MountAttributes.MOUNT_ATTR_RDONLY | MountAttributes.MOUNT_ATTR_NOEXEC;
        using var self = Open();
        var mount = FileSystem.Stat(self, Link).MountId;
        if (TryPath(self) is not { } path || FileSystem.TryStat(path)?.MountId != mount)
        {
            return; // a mount or a copy that was made for it
        }

        // A file may be the root of a mount, too.
        using var directory = FileSystem.OpenMountRoot(Path.GetDirectoryName(path)!);
        var root = FileSystem.Stat(directory, path).MountId == mount ? directory : self;
        if (MountApi.IsAvailable)
        {
            MountApi.TrySetAttributes(root, Both, MountAttributes.None).ThrowIfFailed("mount_setattr", path);
            return;
        }

        const MountFlags Change = MountFlags.MS_REMOUNT | MountFlags.MS_BIND | MountFlags.MS_RDONLY | MountFlags.MS_NOEXEC;
        ClassicMount.TryMount(null, root, null, Change | FileSystem.MountFlagsOf(root)).ThrowIfFailed("remount", path);
    }

    private static SafeFileHandle MakeMemoryFile()
    {
        int fd;
        fixed (byte* name = "tinyo-oci\0"u8)
        {
            fd = Libc.MemfdCreate(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC);
            if (fd < 0 && Libc.LastError is Errno.EINVAL)
            {
                fd = Libc.MemfdCreate(name, MFD_CLOEXEC | MFD_ALLOW_SEALING); // before Linux 6.3
            }
        }

        return fd < 0 ? throw LinuxException.Last("memfd_create", "a copy of the runtime") : new SafeFileHandle(fd, ownsHandle: true);
    }

    // What is open for writing can't be executed.
    private static SafeFileHandle Reopen(SafeFileHandle copy)
    {
        using (copy)
        {
            return FileSystem.Open(ClassicMount.PathOf(copy), OpenFlags.O_PATH);
        }
    }
}
