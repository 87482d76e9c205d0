using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Linux.Netlink;

/// <summary>A socket to the kernel's network configuration, that of one network namespace, see rtnetlink(7).</summary>
internal sealed unsafe class RouteSocket : IDisposable
{
    /// <summary>Receives the type and the content of one message of an answer.</summary>
    internal delegate void Receive(ushort type, ReadOnlySpan<byte> content);

    private const int AF_NETLINK = 16;
    private const int SOCK_RAW = 3;
    private const int SOCK_CLOEXEC = 0x80000;
    private const ushort NLMSG_ERROR = 2;
    private const ushort NLMSG_DONE = 3;

    private readonly SafeFileHandle _socket;
    private readonly byte[] _buffer = new byte[64 << 10];
    private uint _sequence;

    private RouteSocket(SafeFileHandle socket) => _socket = socket;

    /// <summary>One to this process's own network namespace.</summary>
    internal static RouteSocket Open()
    {
        var fd = Libc.Socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0);
        return fd < 0 ? throw LinuxException.Last("socket", "netlink") : new RouteSocket(new SafeFileHandle(fd, ownsHandle: true));
    }

    /// <summary>One to another network namespace: this thread goes there to open it, and comes back.</summary>
    internal static RouteSocket OpenIn(SafeFileHandle networkNamespace)
    {
        using var home = FileSystem.Open("/proc/thread-self/ns/net", OpenFlags.O_RDONLY);
        Enter(networkNamespace, "the container's network namespace");
        try
        {
            return Open();
        }
        finally
        {
            Enter(home, "the runtime's network namespace");
        }
    }

    /// <summary>Makes a request and says why it was refused; <paramref name="receive"/> gets what is answered.</summary>
    internal Errno Try(NetlinkMessage message, Receive? receive = null)
    {
        FileSystem.Write(_socket, message.Complete(++_sequence), "netlink socket");
        while (true)
        {
            var length = FileSystem.Read(_socket, _buffer, "netlink socket");
            for (var rest = _buffer.AsSpan(0, length); rest.Length >= NetlinkMessage.HeaderLength;)
            {
                var size = Math.Clamp(BinaryPrimitives.ReadInt32LittleEndian(rest), NetlinkMessage.HeaderLength, rest.Length);
                var content = rest[NetlinkMessage.HeaderLength..size];
                var type = BinaryPrimitives.ReadUInt16LittleEndian(rest[4..]);
                var isOurs = BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]) == _sequence;
                if (isOurs && type is NLMSG_DONE or NLMSG_ERROR)
                {
                    return content.Length < sizeof(int) ? Errno.None : (Errno)(-BinaryPrimitives.ReadInt32LittleEndian(content));
                }

                if (isOurs)
                {
                    receive?.Invoke(type, content);
                }

                rest = rest[Math.Min(size + 3 & ~3, rest.Length)..];
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static void Enter(SafeFileHandle networkNamespace, string subject) => LinuxException.ThrowIfFailed(
        Libc.Syscall(SystemCall.Setns, networkNamespace.DangerousGetHandle(), (nint)CloneFlags.CLONE_NEWNET), "setns", subject);
}
