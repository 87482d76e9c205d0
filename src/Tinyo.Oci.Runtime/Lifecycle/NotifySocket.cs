using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Sockets;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>The socket at which a container says that it is ready; that, and nothing else, is passed on to the host's.</summary>
internal sealed class NotifySocket : IDisposable
{
    private const int LongestMessage = 4096;

    private readonly NotifySocketHost _host;
    private readonly ProcessHandle _init;
    private readonly int _mainPid;
    private bool _passedOn;

    private NotifySocket(NotifySocketHost host, ProcessHandle init, int mainPid, SafeFileHandle handle) =>
        (_host, _init, _mainPid, Handle) = (host, init, mainPid, handle);

    /// <summary>Readable when the container has said something.</summary>
    internal SafeFileHandle Handle { get; }

    /// <summary>Listens to a container that is about to be started; null when nobody waits for it, or it has no way to tell.</summary>
    /// <param name="context">Where warnings go.</param>
    /// <param name="container">The container.</param>
    /// <param name="mainPid">The process that the service manager is to watch; init when not given.</param>
    internal static NotifySocket? TryListen(RuntimeContext context, Container container, int? mainPid)
    {
        if (NotifySocketHost.TryConnect(context) is not { } host)
        {
            return null;
        }

        using var directory = NotifySocketMount.TryOpen(container.Directory);
        if (directory is null)
        {
            host.Warn($"the container was created without {NotifySocketHost.Variable}");
        }
        else if (container.TryHoldInit() is { } init)
        {
            return new NotifySocket(host, init, mainPid ?? init.Pid, Bind(directory));
        }

        host.Dispose();
        return null;
    }

    /// <summary>Receives a message, and passes the first one on that says that the container is ready.</summary>
    internal void Pass()
    {
        // Descriptors that come along are not asked for, so the kernel closes them: who waits for that, waits no longer.
        Span<byte> buffer = stackalloc byte[LongestMessage];
        var message = buffer[..FileSystem.Read(Handle, buffer, "notify socket")];
        var ready = ReadyLine(message);
        if (!ready.IsEmpty && !_passedOn)
        {
            _passedOn = true;
            _host.Tell(ready, _mainPid);
        }
    }

    /// <summary>Waits until the container is ready and everybody knows, or init has ended; what it said last counts.</summary>
    internal void AwaitReady()
    {
        while (!_passedOn && Poller.WaitAny([Handle, _init.PidFd], milliseconds: -1) == 0)
        {
            Pass();
        }

        _host.AwaitBarrier();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Handle.Dispose();
        _init.Dispose();
        _host.Dispose();
    }

    private static SafeFileHandle Bind(SafeFileHandle directory)
    {
        FileSystem.TryRemoveFile(NotifySocketMount.SocketName, directory); // of a start that died before it opened the gate
        var socket = UnixSocket.BindDatagram(directory, NotifySocketMount.SocketName);
        FileSystem.ChangeMode(NotifySocketMount.SocketName, Mode.O777, directory);
        return socket;
    }

    private static ReadOnlySpan<byte> ReadyLine(ReadOnlySpan<byte> message)
    {
        foreach (var range in message.Split((byte)'\n'))
        {
            if (message[range].StartsWith("READY="u8))
            {
                return message[range];
            }
        }

        return [];
    }
}
