using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Tinyo.Oci.Linux.Netlink;

/// <summary>The network devices of one network namespace, see rtnetlink(7).</summary>
public sealed class NetworkDevices : IDisposable
{
    private const ushort RTM_NEWLINK = 16;
    private const ushort RTM_GETLINK = 18;
    private const ushort RTM_NEWADDR = 20;
    private const ushort RTM_GETADDR = 22;
    private const ushort NLM_F_ACK = 4;
    private const ushort NLM_F_DUMP = 0x300;
    private const ushort NLM_F_EXCL = 0x200;
    private const ushort NLM_F_CREATE = 0x400;
    private const ushort IFLA_IFNAME = 3;
    private const ushort IFLA_NET_NS_FD = 28;
    private const ushort IFA_ADDRESS = 1;
    private const ushort IFA_LOCAL = 2;
    private const ushort IFA_LABEL = 3;
    private const ushort IFA_BROADCAST = 4;
    private const ushort IFA_FLAGS = 8;
    private const ushort IFA_RT_PRIORITY = 9;
    private const uint IFF_UP = 1;
    private const byte RT_SCOPE_UNIVERSE = 0;
    private const uint IFA_F_PERMANENT = 0x80;
    private const uint Lasting = 0x02 | 0x10 | 0x100 | 0x200 | 0x400; // NODAD, HOMEADDRESS, MANAGETEMPADDR, NOPREFIXROUTE, MCAUTOJOIN
    private const int LinkLength = 16; // struct ifinfomsg
    private const int AddressLength = 8; // struct ifaddrmsg
    private const int LongestName = 15;

    private readonly RouteSocket _socket;

    private NetworkDevices(RouteSocket socket) => _socket = socket;

    /// <summary>Those of this process.</summary>
    public static NetworkDevices Open() => new(RouteSocket.Open());

    /// <summary>Those of another network namespace.</summary>
    public static NetworkDevices OpenIn(SafeFileHandle networkNamespace) => new(RouteSocket.OpenIn(networkNamespace));

    /// <summary>All of them, by name.</summary>
    public Dictionary<string, NetworkDevice> List()
    {
        var devices = new Dictionary<string, NetworkDevice>(StringComparer.Ordinal);
        _socket.Try(new NetlinkMessage(RTM_GETLINK, NLM_F_DUMP).Link(0), (type, content) =>
        {
            if (type is RTM_NEWLINK && content.Length >= LinkLength)
            {
                var device = new NetworkDevice(
                    BinaryPrimitives.ReadInt32LittleEndian(content[4..]), (BinaryPrimitives.ReadUInt32LittleEndian(content[8..]) & IFF_UP) != 0);
                devices[new NetlinkAttributes(content[LinkLength..]).Text(IFLA_IFNAME)] = device;
            }
        }).ThrowIfFailed("netlink", "list of network devices");
        return devices;
    }

    /// <summary>The addresses of a device that are there to stay and for everybody: permanent, and of global scope.</summary>
    public List<LinkAddress> LastingAddresses(int device)
    {
        var addresses = new List<LinkAddress>();
        _socket.Try(new NetlinkMessage(RTM_GETADDR, NLM_F_DUMP).Address(0, 0, 0, 0), (type, content) =>
        {
            if (type is RTM_NEWADDR && content.Length >= AddressLength
                && BinaryPrimitives.ReadInt32LittleEndian(content[4..]) == device && content[3] == RT_SCOPE_UNIVERSE
                && Read(content) is var address && (address.Flags & IFA_F_PERMANENT) != 0)
            {
                addresses.Add(address);
            }
        }).ThrowIfFailed("netlink", "list of addresses");
        return addresses;
    }

    /// <summary>Gives a device an address that another had, by the name of <paramref name="before"/>, and says why not.</summary>
    public Errno TryAdd(int device, LinkAddress address, string before, string name)
    {
        var message = new NetlinkMessage(RTM_NEWADDR, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL)
            .Address(address.Family, address.PrefixLength, RT_SCOPE_UNIVERSE, device)
            .Attribute(IFA_FLAGS, address.Flags & Lasting);
        Add(message, IFA_LOCAL, address.Local);
        Add(message, IFA_ADDRESS, address.Peer);
        Add(message, IFA_BROADCAST, address.Broadcast);
        if (address.Priority is { } priority)
        {
            message.Attribute(IFA_RT_PRIORITY, priority);
        }

        // A label is the device's name, or begins with it.
        if (address.Label.StartsWith(before, StringComparison.Ordinal) && name.Length + address.Label.Length - before.Length <= LongestName)
        {
            message.Attribute(IFA_LABEL, name + address.Label[before.Length..]);
        }

        return _socket.Try(message);
    }

    /// <summary>Moves a device into another network namespace under another name, and says why not.</summary>
    public Errno TryMove(int device, SafeFileHandle networkNamespace, string name)
    {
        var error = _socket.Try(new NetlinkMessage(RTM_NEWLINK, NLM_F_ACK).Link(device)
            .Attribute(IFLA_NET_NS_FD, (uint)networkNamespace.DangerousGetHandle())
            .Attribute(IFLA_IFNAME, name));
        GC.KeepAlive(networkNamespace);
        return error;
    }

    /// <summary>Sets a device up or down, and says why not.</summary>
    public Errno TrySet(int device, bool up) => _socket.Try(new NetlinkMessage(RTM_NEWLINK, NLM_F_ACK).Link(device, up ? IFF_UP : 0, IFF_UP));

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static LinkAddress Read(ReadOnlySpan<byte> content)
    {
        var attributes = new NetlinkAttributes(content[AddressLength..]);
        return new LinkAddress
        {
            Family = content[0],
            PrefixLength = content[1],
            Flags = attributes.Number(IFA_FLAGS) ?? content[2],
            Local = attributes.Find(IFA_LOCAL).ToArray(),
            Peer = attributes.Find(IFA_ADDRESS).ToArray(),
            Broadcast = attributes.Find(IFA_BROADCAST).ToArray(),
            Priority = attributes.Number(IFA_RT_PRIORITY),
            Label = attributes.Text(IFA_LABEL),
        };
    }

    private static void Add(NetlinkMessage message, ushort type, byte[] value)
    {
        if (value.Length > 0)
        {
            message.Attribute(type, value);
        }
    }
}
