using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Tinyo.Oci.Linux.Files;

/// <summary>openat2(2): opens a path below a directory with limits on where the way may lead.</summary>
public static unsafe class ScopedOpen
{
    // The kernel answers EAGAIN when a rename elsewhere races with the resolution of "..".
    private const int MostTries = 128;

    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        internal ulong Flags;
        internal ulong Mode;
        internal ulong Resolve;
    }

    /// <summary>Opens a path below <paramref name="directory"/>, close-on-exec; <see cref="Errno.ENOSYS"/> before Linux 5.6.</summary>
    public static Errno TryOpen(
        SafeFileHandle directory, string path, OpenFlags flags, ResolveFlags resolve, out SafeFileHandle handle)
    {
        var how = new OpenHow { Flags = (uint)flags.ToKernel(), Resolve = (ulong)resolve };
        Span<byte> buffer = stackalloc byte[512];
        var bytes = Encoding.UTF8.GetMaxByteCount(path.Length) < buffer.Length ? buffer : new byte[Encoding.UTF8.GetMaxByteCount(path.Length) + 1];
        bytes[Encoding.UTF8.GetBytes(path, bytes)] = 0;
        nint fd = -1;
        fixed (byte* name = bytes)
        {
            for (var tries = 0; tries < MostTries && fd < 0; tries++)
            {
                fd = Libc.Syscall(SystemCall.Openat2, directory.DangerousGetHandle(), (nint)name, (nint)(&how), sizeof(OpenHow));
                if (fd < 0 && Libc.LastError is not (Errno.EAGAIN or Errno.EINTR))
                {
                    break;
                }
            }
        }

        GC.KeepAlive(directory);
        handle = new SafeFileHandle(fd, ownsHandle: true);
        return fd < 0 ? Libc.LastError : Errno.None;
    }
}
