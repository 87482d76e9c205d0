using System.Text;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Linux.Sockets;

/// <summary>AF_UNIX sockets, close-on-exec, see unix(7).</summary>
public static unsafe class UnixSocket
{
    private const int AF_UNIX = 1;
    private const int SOCK_STREAM = 1;
    private const int SOCK_DGRAM = 2;
    private const int SOCK_NONBLOCK = 0x800;
    private const int SOCK_CLOEXEC = 0x80000;
    private const int LongestPath = 108;

    /// <summary>Two connected stream sockets.</summary>
    public static (SafeFileHandle First, SafeFileHandle Second) Pair()
    {
        var ends = stackalloc int[2];
        return Libc.Socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0
            ? (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true))
            : throw LinuxException.Last("socketpair", "unix");
    }

    /// <summary>A stream socket that listens under a name in an open directory, however long the directory's path is.</summary>
    public static SafeFileHandle Listen(SafeFileHandle directory, string name)
    {
        var socket = Open(SOCK_STREAM);
        Span<byte> address = stackalloc byte[LongestPath + 2];
        var length = Address(InDirectory(directory, name), address);
        fixed (byte* bytes = address)
        {
            if (Libc.Bind(socket, bytes, length) < 0 || Libc.Listen(socket, 8) < 0)
            {
                var failure = LinuxException.Last("bind", name);
                socket.Dispose();
                throw failure;
            }
        }

        return socket;
    }

    /// <summary>Connects a stream socket to a name in an open directory and says why not.</summary>
    public static Errno TryConnect(SafeFileHandle directory, string name, out SafeFileHandle socket) =>
        TryConnect(InDirectory(directory, name), out socket);

    /// <summary>Connects a stream socket to a path and says why not.</summary>
    public static Errno TryConnect(string path, out SafeFileHandle socket)
    {
        socket = Open(SOCK_STREAM);
        return TryConnect(socket, path);
    }

    /// <summary>Whether somebody listens under a name in an open directory, however busy; says why not.</summary>
    public static Errno TryProbe(SafeFileHandle directory, string name)
    {
        using var socket = Open(SOCK_STREAM | SOCK_NONBLOCK);
        var error = TryConnect(socket, InDirectory(directory, name));
        return error is Errno.EAGAIN ? Errno.None : error; // a full queue is a listener's, too
    }

    /// <summary>A datagram socket bound to a name in an open directory.</summary>
    public static SafeFileHandle BindDatagram(SafeFileHandle directory, string name)
    {
        var socket = Open(SOCK_DGRAM);
        Span<byte> address = stackalloc byte[LongestPath + 2];
        var length = Address(InDirectory(directory, name), address);
        fixed (byte* bytes = address)
        {
            return Libc.Bind(socket, bytes, length) == 0 ? socket : throw LinuxException.Last("bind", name);
        }
    }

    /// <summary>A datagram socket connected to a path, or to an abstract name that begins with <c>@</c>; says why not.</summary>
    public static Errno TryConnectDatagram(string path, out SafeFileHandle socket)
    {
        socket = Open(SOCK_DGRAM);
        return TryConnect(socket, path);
    }

    /// <summary>Waits for somebody who connects.</summary>
    public static SafeFileHandle Accept(SafeFileHandle listener)
    {
        while (true)
        {
            var fd = Libc.Accept4(listener, null, null, SOCK_CLOEXEC);
            if (fd >= 0)
            {
                return new SafeFileHandle(fd, ownsHandle: true);
            }

            if (Libc.LastError is not Errno.EINTR)
            {
                throw LinuxException.Last("accept", "unix socket");
            }
        }
    }

    private static Errno TryConnect(SafeFileHandle socket, string path)
    {
        if (Encoding.UTF8.GetByteCount(path) >= LongestPath)
        {
            return TryConnectByDirectory(socket, path);
        }

        Span<byte> address = stackalloc byte[LongestPath + 2];
        var length = Address(path, address);
        fixed (byte* bytes = address)
        {
            return Libc.Connect(socket, bytes, length) < 0 ? Libc.LastError : Errno.None;
        }
    }

    private static Errno TryConnectByDirectory(SafeFileHandle socket, string path)
    {
        var parent = Path.GetDirectoryName(path) ?? "/";
        if (FileSystem.TryOpen(parent, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, out var directory) is not Errno.None and var error)
        {
            return error;
        }

        using (directory)
        {
            return TryConnect(socket, InDirectory(directory, Path.GetFileName(path)));
        }
    }

    private static SafeFileHandle Open(int type)
    {
        var fd = Libc.Socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
        return fd >= 0 ? new SafeFileHandle(fd, ownsHandle: true) : throw LinuxException.Last("socket", "unix");
    }

    private static string InDirectory(SafeFileHandle directory, string name) =>
        $"/proc/self/fd/{directory.DangerousGetHandle()}/{name}";

    // struct sockaddr_un: the family in host order, then the path; an abstract name has 0 for its first byte and no end.
    private static uint Address(string path, Span<byte> address)
    {
        if (Encoding.UTF8.GetByteCount(path) >= LongestPath)
        {
            throw new LinuxException("connect", path, Errno.ENAMETOOLONG);
        }

        address.Clear();
        address[0] = AF_UNIX;
        var length = Encoding.UTF8.GetBytes(path, address[2..]);
        if (path.StartsWith('@'))
        {
            address[2] = 0;
            return (uint)length + 2;
        }

        return (uint)length + 3;
    }
}
