using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Entry;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Sockets;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.State;

/// <summary>The socket at which a created container's init process waits for start, seen from outside the container.</summary>
/// <remarks>Init alone holds the listener, and its execve closes it: whoever finds nobody listening sees a started container.</remarks>
internal static class StartGate
{
    /// <summary>The socket's name in the container directory.</summary>
    public const string SocketName = "start.sock";

    /// <summary>What is said when init can't tell its listener.</summary>
    public const string ListenerKept = "linux.seccomp: the filter refuses write(2) or read(2), without which its listener can't be handed over";

    /// <summary>Makes the socket; the listener is for init alone, and must not outlive its execve.</summary>
    public static SafeFileHandle Listen(ContainerDirectory directory) => UnixSocket.Listen(directory.Handle, SocketName);

    /// <summary>Whether init still waits for start.</summary>
    public static bool IsClosed(ContainerDirectory directory) =>
        UnixSocket.TryProbe(directory.Handle, SocketName) is Errno.None;

    /// <summary>Lets init run the program and waits until it does; throws what init says when it can't.</summary>
    /// <param name="directory">The container's directory.</param>
    /// <param name="passListener">Passes on the listener of the program's filter, by its number in init; null when it has none.</param>
    public static void Start(ContainerDirectory directory, Action<int>? passListener = null)
    {
        var error = UnixSocket.TryConnect(directory.Handle, SocketName, out var handle);
        using var socket = new MessageSocket(handle);
        if (error is not Errno.None || !socket.TrySend(GateMessage.Start))
        {
            throw Died();
        }

        Follow(socket, passListener);
        FileSystem.TryRemoveFile(SocketName, directory.Handle); // nobody listens behind it any more
    }

    /// <summary>Waits until an init that was told to start runs the program; throws what it says when it can't.</summary>
    /// <param name="socket">Where it says so.</param>
    /// <param name="passListener">Passes on the listener of the program's filter, by its number in init; null when it has none.</param>
    public static void Follow(MessageSocket socket, Action<int>? passListener)
    {
        var (executing, listening) = (false, passListener is null);
        string[] steps = [];
        while (socket.Receive() is { } message)
        {
            switch (message.Kind)
            {
                case GateMessage.Executing:
                    executing = true;
                    steps = Encoding.UTF8.GetString(message.Payload).Split('\n');
                    break;
                case EntryMessage.Listener when passListener is not null:
                    passListener(Number(message, 1));
                    socket.TrySend(GateMessage.ListenerTaken);
                    listening = true;
                    break;
                case EntryMessage.Failed:
                    throw Failure(steps, Number(message, 1), (Errno)Number(message, 2));
                case GateMessage.Listener when passListener is not null:
                    passListener(BinaryPrimitives.ReadInt32LittleEndian(message.Payload));
                    socket.TrySend(GateMessage.ListenerTaken);
                    listening = true;
                    break;
                case GateMessage.Failed:
                    throw new OciException(Encoding.UTF8.GetString(message.Payload));
                default:
                    break;
            }
        }

        if (!executing)
        {
            throw Died();
        }

        if (!listening)
        {
            throw new OciException(ListenerKept);
        }
    }

    private static int Number(in Message message, int index) =>
        BinaryPrimitives.ReadInt32LittleEndian(message.Payload.AsSpan(index * sizeof(int)));

    private static OciException Failure(string[] steps, int step, Errno error) => new(
        (uint)step >= (uint)steps.Length || error is Errno.None ? "the container has no process to start"
        : steps[step].StartsWith("hand over", StringComparison.Ordinal) ? ListenerKept
        : $"{steps[step]}: {LinuxException.Describe(error).ToLowerInvariant()}");

    private static OciException Died() => new("container init died before it ran its program (killed, or out of memory?)");
}
