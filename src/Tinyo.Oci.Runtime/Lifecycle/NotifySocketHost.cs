using System.Text;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Sockets;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>The socket of the service manager that waits for this process to be ready, see sd_notify(3).</summary>
internal sealed class NotifySocketHost : IDisposable
{
    /// <summary>The environment variable that says where the socket is.</summary>
    internal const string Variable = "NOTIFY_SOCKET";

    private const int LongestBarrier = 30_000;

    private readonly RuntimeContext _context;
    private readonly string _address;
    private readonly SafeFileHandle _socket;
    private SafeFileHandle? _barrier;
    private long _deadline;

    private NotifySocketHost(RuntimeContext context, string address, SafeFileHandle socket) =>
        (_context, _address, _socket) = (context, address, socket);

    /// <summary>Where the socket is; null when nobody waits.</summary>
    internal static string? Address => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } address ? address : null;

    /// <summary>Connects to the socket; null when there is none, or, with a warning, when it can't be reached.</summary>
    internal static NotifySocketHost? TryConnect(RuntimeContext context)
    {
        if (Address is not { } address)
        {
            return null;
        }

        var error = UnixSocket.TryConnectDatagram(address, out var socket);
        if (error is Errno.None)
        {
            return new NotifySocketHost(context, address, socket);
        }

        socket.Dispose();
        // Callers take "no such file" for a missing command, so these words are not used.
        context.Log.NotNotified(address, error is Errno.ENOENT ? "the socket is missing" : LinuxException.Describe(error));
        return null;
    }

    /// <summary>Says that the service is ready, which process it is, and that an answer is wanted once that has been understood.</summary>
    internal void Tell(ReadOnlySpan<byte> ready, int mainPid)
    {
        var (reader, writer) = Pipe.Create();
        using (writer)
        {
            (_barrier, _deadline) = (reader, Environment.TickCount64 + LongestBarrier);
            _ = TrySend([.. ready, (byte)'\n'])
                && TrySend(Encoding.UTF8.GetBytes($"MAINPID={mainPid}\n"))
                && TrySend("BARRIER=1"u8, writer);
        }
    }

    /// <summary>Waits until what was told has been understood: by then this process may end without being forgotten.</summary>
    internal void AwaitBarrier()
    {
        // The manager closes its copy of the pipe's other end, the last there is.
        if (_barrier is not null && !Poller.IsReadable(_barrier, (int)Math.Max(0, _deadline - Environment.TickCount64)))
        {
            Warn($"no answer to BARRIER=1 within {LongestBarrier / 1000}s");
        }
    }

    /// <summary>Warns that nothing is told here, and why.</summary>
    internal void Warn(string reason) => _context.Log.NotNotified(_address, reason);

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _barrier?.Dispose();
    }

    private bool TrySend(ReadOnlySpan<byte> message, params ReadOnlySpan<SafeFileHandle> handles)
    {
        var error = DescriptorPassing.TrySend(_socket, message, handles);
        if (error is not Errno.None)
        {
            Warn(LinuxException.Describe(error));
        }

        return error is Errno.None;
    }
}
