using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Sockets;

namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>A connection to a message bus, or to one peer without a bus between.</summary>
internal sealed class DBusConnection : IDisposable
{
    private const string Bus = "org.freedesktop.DBus";
    private const string BusPath = "/org/freedesktop/DBus";

    private readonly DBusSocket _socket;
    private readonly TimeSpan _patience;
    private readonly Queue<DBusMessage> _signals = new();
    private string? _wantedSignal;
    private uint _serial;

    private DBusConnection(DBusSocket socket, bool isBus, TimeSpan patience) => (_socket, IsBus, _patience) = (socket, isBus, patience);

    /// <summary>Whether there is a bus between us and the peer, so that messages need a destination.</summary>
    public bool IsBus { get; }

    /// <summary>Our name on the bus.</summary>
    public string? Name { get; private set; }

    /// <summary>Connects to the first server of a list that answers, and says who we are.</summary>
    /// <param name="addresses">Addresses, as the environment variables of D-Bus have them.</param>
    /// <param name="isBus">Whether a bus answers there, rather than the peer itself.</param>
    /// <param name="patience">How long each answer may take.</param>
    public static DBusConnection Open(string addresses, bool isBus, TimeSpan patience)
    {
        var socket = new DBusSocket(Connect(addresses));
        try
        {
            var connection = new DBusConnection(socket, isBus, patience);
            connection.Introduce();
            return connection;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Calls a method and waits for its answer.</summary>
    public DBusMessage Call(DBusMessage call)
    {
        var serial = Send(call);
        for (var deadline = Deadline.In(_patience); TryReceive(deadline) is { } message;)
        {
            if (message.ReplySerial == serial && message.Type is DBusMessageType.Reply or DBusMessageType.Error)
            {
                return message.Type is DBusMessageType.Reply ? message : throw message.ToException();
            }

            Keep(message);
        }

        throw new DBusException(DBusException.NoReply, $"no answer to {call.Member} within {_patience.TotalSeconds:0.#} s");
    }

    /// <summary>Keeps the signals of one name from now on.</summary>
    public void Subscribe(string path, string @interface, string member)
    {
        if (IsBus)
        {
            CallBus("AddMatch", DBusValue.Of($"type='signal',path='{path}',interface='{@interface}',member='{member}'"));
        }

        _wantedSignal = member;
    }

    /// <summary>Waits for a signal that was subscribed to; null when time is up.</summary>
    public DBusMessage? TryAwaitSignal(Deadline deadline)
    {
        while (_signals.Count == 0)
        {
            if (TryReceive(deadline) is not { } message)
            {
                return null;
            }

            Keep(message);
        }

        return _signals.Dequeue();
    }

    /// <summary>Calls a method of the bus itself.</summary>
    public DBusMessage CallBus(string member, params IReadOnlyList<DBusValue> arguments) =>
        Call(DBusMessage.Call(Bus, BusPath, Bus, member, arguments));

    /// <summary>Sends a message and tells its number.</summary>
    public uint Send(DBusMessage message)
    {
        _socket.Send(DBusMessageFormat.Encode(message, ++_serial));
        return _serial;
    }

    /// <summary>Waits for a message of any kind; null when time is up.</summary>
    public DBusMessage? TryReceive(Deadline deadline) => _socket.TryReadMessage(deadline);

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static SafeFileHandle Connect(string addresses)
    {
        var failures = new List<string>();
        foreach (var path in DBusAddress.Parse(addresses))
        {
            if (UnixSocket.TryConnect(path, out var socket) is not Errno.None and var error)
            {
                socket.Dispose();
                failures.Add($"{path}: {(error is Errno.ENOENT ? "it is missing" : LinuxException.Describe(error))}"); // callers take "no such file" for a missing command
                continue;
            }

            return socket;
        }

        throw new DBusException(DBusException.Disconnected, $"connect {string.Join(", ", failures)}");
    }

    private void Introduce()
    {
        if (!IsBus)
        {
            DBusAuthentication.ToPeer(_socket, Deadline.In(_patience));
        }
        else
        {
            DBusAuthentication.ToBus(_socket, Deadline.In(_patience));
            Name = CallBus("Hello").Arguments("s")[0].Text;
        }
    }

    // On a peer's own socket come all its signals, wanted or not.
    private void Keep(DBusMessage message)
    {
        if (message.Type is DBusMessageType.Signal && message.Member == _wantedSignal)
        {
            _signals.Enqueue(message);
        }
    }
}
