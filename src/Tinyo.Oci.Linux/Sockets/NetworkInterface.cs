using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Tinyo.Oci.Linux.Sockets;

/// <summary>Network interfaces of this network namespace, see netdevice(7).</summary>
public static unsafe class NetworkInterface
{
    private const int AF_INET = 2;
    private const int SOCK_DGRAM = 2;
    private const int SOCK_CLOEXEC = 0x80000;
    private const uint SIOCGIFFLAGS = 0x8913;
    private const uint SIOCSIFFLAGS = 0x8914;
    private const short IFF_UP = 1;
    private const int NameLength = 16; // IFNAMSIZ
    private const int RequestLength = 40; // struct ifreq of 64-bit machines

    /// <summary>Brings an interface up.</summary>
    public static void BringUp(string name)
    {
        var fd = Libc.Socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (fd < 0)
        {
            throw LinuxException.Last("socket", "inet");
        }

        using var socket = new SafeFileHandle(fd, ownsHandle: true);
        var request = stackalloc byte[RequestLength];
        new Span<byte>(request, RequestLength).Clear();
        Encoding.ASCII.GetBytes(name, new Span<byte>(request, NameLength - 1));
        if (Libc.Ioctl(socket, SIOCGIFFLAGS, request) < 0)
        {
            throw LinuxException.Last("ioctl", $"flags of network interface {name}");
        }

        *(short*)(request + NameLength) |= IFF_UP;
        if (Libc.Ioctl(socket, SIOCSIFFLAGS, request) < 0)
        {
            throw LinuxException.Last("ioctl", $"bring up network interface {name}");
        }
    }
}
