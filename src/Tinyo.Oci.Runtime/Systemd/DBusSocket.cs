using System.Text;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>The bytes of a D-Bus connection: lines while both sides get to know each other, messages from then on.</summary>
internal sealed class DBusSocket(SafeFileHandle socket) : IDisposable
{
    private const int LongestLine = 4096;

    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    private ReadOnlySpan<byte> Waiting => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Sends bytes.</summary>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        if (FileSystem.TryWrite(socket, bytes) is not Errno.None and var error)
        {
            throw Lost(LinuxException.Describe(error));
        }
    }

    /// <summary>Waits for a line, without its end.</summary>
    public string ReadLine(Deadline deadline)
    {
        int length;
        while ((length = Waiting.IndexOf("\r\n"u8)) < 0)
        {
            if (Waiting.Length >= LongestLine || !TryFill(LongestLine, deadline))
            {
                throw new DBusException(DBusException.AuthFailed, "the D-Bus server did not answer the authentication in time");
            }
        }

        var line = Encoding.Latin1.GetString(Waiting[..length]);
        _start += length + 2;
        return line;
    }

    /// <summary>Waits for a message; null when time is up.</summary>
    public DBusMessage? TryReadMessage(Deadline deadline)
    {
        var wanted = DBusMessageFormat.PrefixLength;
        while (true)
        {
            if (Waiting.Length >= DBusMessageFormat.PrefixLength)
            {
                wanted = DBusMessageFormat.LengthOf(Waiting);
            }

            if (Waiting.Length >= wanted)
            {
                var message = DBusMessageFormat.Decode(Waiting[..wanted]);
                _start += wanted;
                return message;
            }

            if (!TryFill(wanted, deadline))
            {
                return null;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private static DBusException Lost(string reason) => new(DBusException.Disconnected, $"the D-Bus connection is lost: {reason}");

    // Grows with what has come, never with what a length promises.
    private bool TryFill(int wanted, Deadline deadline)
    {
        MakeRoom(wanted);
        if (!Poller.IsReadable(socket, deadline.Left))
        {
            return false;
        }

        switch (FileSystem.TryRead(socket, _buffer.AsSpan(_end), out var count))
        {
            case Errno.None when count > 0:
                _end += count;
                return true;
            case Errno.None:
                throw Lost("closed by the other side");
            case var error:
                throw Lost(LinuxException.Describe(error));
        }
    }

    private void MakeRoom(int wanted)
    {
        if (_start > 0)
        {
            Waiting.CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_end + 1, Math.Min(wanted, _buffer.Length * 2)));
        }
    }
}
