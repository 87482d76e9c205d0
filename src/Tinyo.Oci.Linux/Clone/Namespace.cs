using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Linux.Clone;

/// <summary>Namespaces as files, see ioctl_nsfs(2).</summary>
public static unsafe class Namespace
{
    private const uint NS_GET_NSTYPE = 0xb703;

    /// <summary>Opens the namespace at a path, and says why not; ENOTTY when the path leads to something else.</summary>
    public static Errno TryOpen(string path, out SafeFileHandle handle, out CloneFlags kind)
    {
        kind = CloneFlags.None;
        var error = FileSystem.TryOpen(path, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, out handle);
        if (error is not Errno.None)
        {
            return error;
        }

        if (FileSystem.TypeOf(handle) is not FileSystemMagic.NSFS_MAGIC)
        {
            return Errno.ENOTTY;
        }

        kind = (CloneFlags)(uint)Libc.Ioctl(handle, NS_GET_NSTYPE, null);
        return Errno.None;
    }
}
