using System.Net.Sockets;
using System.Text;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Process;

/// <summary>Stands in for systemd: a socket that services are to report to.</summary>
internal sealed class ServiceManager : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    /// <summary>Listens at a path, or under the abstract name that comes after <c>@</c>.</summary>
    public ServiceManager(string address)
    {
        Address = address;
        _socket.Bind(new UnixDomainSocketEndPoint(address.StartsWith('@') ? $"\0{address[1..]}" : address));
    }

    /// <summary>What goes to NOTIFY_SOCKET.</summary>
    public string Address { get; }

    /// <summary>Whether nothing has been said that was not received.</summary>
    public bool IsSilent => _socket.Available == 0;

    /// <summary>A command of a service that is to report here.</summary>
    public Command Service(Command command) =>
        command with { Environment = new Dictionary<string, string>(command.Environment) { ["NOTIFY_SOCKET"] = Address } };

    /// <summary>Waits for messages; the descriptors that come with them are closed.</summary>
    public async Task<IReadOnlyList<string>> Receive(int count)
    {
        using var limit = new CancellationTokenSource(s_patience);
        var messages = new List<string>();
        var buffer = new byte[4096];
        while (messages.Count < count)
        {
            messages.Add(Encoding.UTF8.GetString(buffer, 0, await _socket.ReceiveAsync(buffer, SocketFlags.None, limit.Token)));
        }

        return messages;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
