using System.Text;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Linux.Mounts;

/// <summary>Changes what <c>/</c> is for this process.</summary>
public static class RootDirectory
{
    /// <summary>Makes a mount the root and takes the old one away, see pivot_root(2).</summary>
    public static unsafe void Pivot(SafeFileHandle newRoot)
    {
        using var oldRoot = FileSystem.Open("/", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        WorkingDirectory.Enter(newRoot, "the new root");
        // "." for both stacks the old root on the new one, so that no directory is needed to put it.
        fixed (byte* dot = "."u8)
        {
            if (Libc.Syscall(SystemCall.PivotRoot, (nint)dot, (nint)dot) < 0)
            {
                throw LinuxException.Last("pivot_root", "the new root");
            }
        }

        WorkingDirectory.Enter(oldRoot, "the old root");
        // Slave first: taking the old mounts away must not take them from the host.
        LinuxException.ThrowIfFailed(Libc.Mount("", ".", "", (ulong)(MountFlags.MS_SLAVE | MountFlags.MS_REC), null), "mount slave", "the old root");
        ClassicMount.TryDetach(".").ThrowIfFailed("umount2", "the old root");
        WorkingDirectory.Enter("/");
    }

    /// <summary>Moves a mount onto <c>/</c> and makes it the root, for an initial ram disk, where pivot_root(2) can't work.</summary>
    public static void MoveAndChange(SafeFileHandle newRoot)
    {
        WorkingDirectory.Enter(newRoot, "the new root");
        LinuxException.ThrowIfFailed(Libc.Mount(".", "/", null, (ulong)MountFlags.MS_MOVE, null), "mount move", "the new root");
        LinuxException.ThrowIfFailed(Libc.Chroot("."), "chroot", "the new root");
        WorkingDirectory.Enter("/");
    }

    /// <summary>Makes a directory the root, in mounts that stay the caller's.</summary>
    public static void Change(SafeFileHandle newRoot)
    {
        WorkingDirectory.Enter(newRoot, "the new root");
        LinuxException.ThrowIfFailed(Libc.Chroot("."), "chroot", "the new root");
        WorkingDirectory.Enter("/");
    }
}
