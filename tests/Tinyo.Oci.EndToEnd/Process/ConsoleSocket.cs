using System.Net.Sockets;
using System.Text;

namespace Tinyo.Oci.EndToEnd.Process;

/// <summary>An engine's end of <c>--console-socket</c>: listens, takes one terminal, reads what is printed there.</summary>
internal sealed class ConsoleSocket : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private FileStream? _terminal;

    /// <summary>Listens at <paramref name="path"/>.</summary>
    internal ConsoleSocket(string path)
    {
        Path = path;
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen(4);
    }

    /// <summary>What goes to the flag.</summary>
    internal string Path { get; }

    /// <summary>Whether somebody connected and was not yet received.</summary>
    internal bool IsWaiting => _listener.Poll(0, SelectMode.SelectRead);

    /// <summary>Takes the message of the runtime, which has already come.</summary>
    internal Pty.Message Receive()
    {
        _listener.Poll(TimeSpan.FromSeconds(10), SelectMode.SelectRead).Should().BeTrue("the runtime must connect to the console socket");
        using var connection = _listener.Accept();
        connection.ReceiveTimeout = 10_000;
        var message = Pty.Receive(connection.SafeHandle);
        _terminal = message.Descriptors is [var one, ..] ? new FileStream(one, FileAccess.ReadWrite, bufferSize: 0) : null;
        return message;
    }

    /// <summary>Types into the terminal.</summary>
    internal void Type(string text) => _terminal!.Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Everything that is printed until <paramref name="end"/> comes or the other side is closed.</summary>
    internal async Task<string> ReadUntil(string end)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        var reading = Task.Run(() =>
        {
            try
            {
                while (!text.ToString().Contains(end) && _terminal!.Read(buffer) is > 0 and var count)
                {
                    text.Append(Encoding.UTF8.GetString(buffer, 0, count));
                }
            }
            catch (IOException)
            {
                // EIO: the last one that had the terminal is gone.
            }
        });
        await reading.WaitAsync(TimeSpan.FromSeconds(10));
        return text.ToString();
    }

    /// <summary>Closes both.</summary>
    public void Dispose()
    {
        _terminal?.Dispose();
        _listener.Dispose();
    }
}
