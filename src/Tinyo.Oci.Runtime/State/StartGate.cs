using System.Text;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
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

    /// <summary>Makes the socket; the listener is for init alone, and must not outlive its execve.</summary>
    public static SafeFileHandle Listen(ContainerDirectory directory) => UnixSocket.Listen(directory.Handle, SocketName);

    /// <summary>Whether init still waits for start.</summary>
    public static bool IsClosed(ContainerDirectory directory) =>
        UnixSocket.TryProbe(directory.Handle, SocketName) is Errno.None;

    /// <summary>Lets init run the program and waits until it does; throws what init says when it can't.</summary>
    public static void Start(ContainerDirectory directory)
    {
        var error = UnixSocket.TryConnect(directory.Handle, SocketName, out var handle);
        using var socket = new MessageSocket(handle);
        if (error is not Errno.None || !socket.TrySend(GateMessage.Start))
        {
            throw Died();
        }

        var executing = false;
        while (socket.Receive() is { } message)
        {
            executing = message.Kind switch
            {
                GateMessage.Executing => true,
                GateMessage.Failed => throw new OciException(Encoding.UTF8.GetString(message.Payload)),
                _ => executing,
            };
        }

        if (!executing)
        {
            throw Died();
        }
    }

    /// <summary>Removes the socket's name once nobody listens behind it.</summary>
    public static void Remove(ContainerDirectory directory) => FileSystem.TryRemoveFile(SocketName, directory.Handle);

    private static OciException Died() => new("container init died before it ran its program (killed, or out of memory?)");
}
