using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Mounts;

namespace Tinyo.Oci.Linux.Processes;

/// <summary>The file that this process executes, in forms that a child may execute where others can get at it, as <c>/proc/PID/exe</c>.</summary>
/// <remarks>CVE-2019-5736: who holds that link could write to the host's file once nobody executes it any more.</remarks>
public static unsafe class OwnExecutable
{
    private const string Link = "/proc/self/exe";
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

    /// <summary>A copy in memory that its owner alone may read or write.</summary>
    /// <remarks>
    /// execve(2) keeps a process whose file it may not read out of sight of its user namespace, so that not even CAP_SYS_PTRACE
    /// there lets anybody look through it at what it still holds of the host (CVE-2016-9962).
    /// </remarks>
    public static SafeFileHandle PrivateCopy()
    {
        using var source = FileSystem.Open(Link, OpenFlags.O_RDONLY);
        using var copy = MemoryFile.Create("tinyo-oci");
        for (var left = FileSystem.Stat(source, Link).Size; left > 0;)
        {
            var count = Libc.Sendfile(copy, source, null, (nuint)left);
            left -= count > 0 ? count : throw LinuxException.Last("sendfile", Link);
        }

        LinuxException.ThrowIfFailed(Libc.Fchmod(copy, ExecuteOnly), "fchmod", "a copy of the runtime");
        return FileSystem.Open(ClassicMount.PathOf(copy), OpenFlags.O_PATH); // what is open for writing can't be executed
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
}
