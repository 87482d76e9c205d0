using Microsoft.Win32.SafeHandles;

namespace Tinyo.Oci.Linux.Files;

/// <summary>Pipes, close-on-exec, see pipe(7).</summary>
public static unsafe class Pipe
{
    private const int F_SETFL = 4;

    /// <summary>A pipe: what goes in at the second comes out of the first.</summary>
    public static (SafeFileHandle Reader, SafeFileHandle Writer) Create()
    {
        var ends = stackalloc int[2];
        return Libc.Pipe2(ends, (int)OpenFlags.O_CLOEXEC) == 0
            ? (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true))
            : throw LinuxException.Last("pipe", "for a child");
    }

    /// <summary>Makes calls on one end fail with EAGAIN rather than wait; the other end is not concerned.</summary>
    public static void NeverWait(SafeFileHandle end)
    {
        if (Libc.Fcntl((int)end.DangerousGetHandle(), F_SETFL, (nint)OpenFlags.O_NONBLOCK) < 0)
        {
            throw LinuxException.Last("fcntl", "pipe");
        }
    }

    /// <summary>Writes as much as goes in at once, and says why it was not all.</summary>
    public static Errno TryWriteSome(SafeFileHandle end, ReadOnlySpan<byte> content, out int written)
    {
        written = 0;
        fixed (byte* bytes = content)
        {
            while (written < content.Length)
            {
                var count = Libc.Write(end, bytes + written, (nuint)(content.Length - written));
                if (count < 0 && Libc.LastError is not Errno.EINTR)
                {
                    return Libc.LastError;
                }

                written += Math.Max((int)count, 0);
            }
        }

        return Errno.None;
    }
}
