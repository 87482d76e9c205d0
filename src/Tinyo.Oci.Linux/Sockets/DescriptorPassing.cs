using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tinyo.Oci.Linux.Sockets;

/// <summary>Bytes with descriptors over AF_UNIX sockets, SCM_RIGHTS of unix(7).</summary>
public static unsafe class DescriptorPassing
{
    private const int SOL_SOCKET = 1;
    private const int SCM_RIGHTS = 1;
    private const int MSG_NOSIGNAL = 0x4000;
    private const int MSG_CMSG_CLOEXEC = 0x40000000;
    private const int ControlHeader = 16; // struct cmsghdr of 64-bit machines

    /// <summary>The most descriptors that one message carries, SCM_MAX_FD.</summary>
    public const int MostHandles = 253;

    /// <summary>Sends bytes with descriptors in one sendmsg(2), and says why not.</summary>
    public static Errno TrySend(SafeFileHandle socket, ReadOnlySpan<byte> content, ReadOnlySpan<SafeFileHandle> handles)
    {
        var control = stackalloc byte[ControlHeader + (MostHandles + 1) * sizeof(int)];
        fixed (byte* bytes = content)
        {
            var vector = new IoVector { Base = bytes, Length = (nuint)content.Length };
            var message = new SocketMessage { Vectors = &vector, VectorCount = 1 };
            if (!handles.IsEmpty)
            {
                var length = ControlHeader + handles.Length * sizeof(int);
                *(nuint*)control = (nuint)length;
                *(int*)(control + 8) = SOL_SOCKET;
                *(int*)(control + 12) = SCM_RIGHTS;
                for (var i = 0; i < handles.Length; i++)
                {
                    ((int*)(control + ControlHeader))[i] = (int)handles[i].DangerousGetHandle();
                }

                message.Control = control;
                message.ControlLength = (nuint)((length + 7) & ~7);
            }

            while (Libc.Sendmsg(socket, &message, MSG_NOSIGNAL) < 0)
            {
                if (Libc.LastError is not Errno.EINTR)
                {
                    return Libc.LastError;
                }
            }
        }

        return Errno.None;
    }

    /// <summary>Receives at most a buffer, and adds the descriptors that came along; 0 at the end, -1 when the other side reset it.</summary>
    public static int Receive(SafeFileHandle socket, Span<byte> buffer, List<SafeFileHandle> handles)
    {
        const int ControlLength = ControlHeader + (MostHandles + 1) * sizeof(int);
        var control = stackalloc byte[ControlLength];
        fixed (byte* bytes = buffer)
        {
            var vector = new IoVector { Base = bytes, Length = (nuint)buffer.Length };
            var message = new SocketMessage { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = ControlLength };
            nint count;
            do
            {
                count = Libc.Recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
            }
            while (count < 0 && Libc.LastError is Errno.EINTR);

            if (count >= 0 && message.ControlLength > ControlHeader && *(int*)(control + 12) == SCM_RIGHTS)
            {
                var passed = ((int)*(nuint*)control - ControlHeader) / sizeof(int);
                for (var i = 0; i < passed; i++)
                {
                    handles.Add(new SafeFileHandle(((int*)(control + ControlHeader))[i], ownsHandle: true));
                }
            }

            return (int)count;
        }
    }

    // A write(2) would raise SIGPIPE where it is not ignored; sendmsg(2) can be told not to.
    internal static Errno TrySendAll(SafeFileHandle socket, ReadOnlySpan<byte> content)
    {
        fixed (byte* bytes = content)
        {
            for (var done = 0; done < content.Length;)
            {
                var vector = new IoVector { Base = bytes + done, Length = (nuint)(content.Length - done) };
                var message = new SocketMessage { Vectors = &vector, VectorCount = 1 };
                var count = Libc.Sendmsg(socket, &message, MSG_NOSIGNAL);
                if (count < 0 && Libc.LastError is not Errno.EINTR)
                {
                    return Libc.LastError;
                }

                done += Math.Max((int)count, 0);
            }
        }

        return Errno.None;
    }
}
