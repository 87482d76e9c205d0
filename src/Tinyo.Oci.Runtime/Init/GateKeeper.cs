using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Signals;
using Tinyo.Oci.Linux.Sockets;
using Tinyo.Oci.Runtime.State;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Init's side of the start gate: waits for start, and ends when a signal asks for that.</summary>
internal sealed class GateKeeper(SafeFileHandle listener) : IDisposable
{
    // A starter sends its message at once; a probe says nothing, and must not keep others waiting.
    private const int PatienceInMilliseconds = 1000;

    private const ulong Ignored = 1UL << 12 | 1UL << 16 | 1UL << 17 | 1UL << 19 | 1UL << 20 | 1UL << 21 | 1UL << 22 | 1UL << 27; // PIPE CHLD CONT TSTP TTIN TTOU URG WINCH

    /// <summary>The connection of the process that said start; null when a signal ended the wait.</summary>
    internal MessageSocket? AwaitStart()
    {
        // Signals have been blocked since before this process was executed; as pid 1 it would not get them at all otherwise.
        using var signals = SignalMask.OpenReader();
        while (true)
        {
            switch (Poller.WaitAny([signals, listener], milliseconds: -1))
            {
                case 0 when SignalMask.TryRead(signals) is { } signal && (Ignored >> signal.Number - 1 & 1) == 0:
                    return null;
                case 1 when TryAccept() is { } starter:
                    return starter;
                default:
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    private MessageSocket? TryAccept()
    {
        var connection = UnixSocket.Accept(listener);
        var socket = new MessageSocket(connection);
        if (Poller.IsReadable(connection, PatienceInMilliseconds) && socket.Receive()?.Kind is GateMessage.Start)
        {
            return socket;
        }

        socket.Dispose();
        return null;
    }
}
