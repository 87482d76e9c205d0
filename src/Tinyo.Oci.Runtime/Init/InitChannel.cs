using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Linux.Sockets;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Init's end of the socket to the process that creates the container.</summary>
internal sealed class InitChannel(MessageSocket socket) : IDisposable
{
    /// <summary>Trees that the creator cloned, by position in the plan's mounts; the root's at -1.</summary>
    internal Dictionary<int, SafeFileHandle> Sources { get; } = [];

    /// <summary>The listener of the start gate; there once the plan has come.</summary>
    internal SafeFileHandle? Gate { get; private set; }

    /// <summary>Waits for the plan and what comes with it; null when the creator is gone.</summary>
    internal ContainerPlan? ReceivePlan()
    {
        // By the first message the creator has set all that it sets in our /proc files, and from it on we hold what is the host's.
        Poller.IsReadable(socket.Handle, milliseconds: -1);
        CurrentProcess.ForbidTracing();
        while (socket.Receive() is { } message)
        {
            switch (message.Kind)
            {
                case InitMessage.Sources:
                    for (var i = 0; i < message.Handles.Count; i++)
                    {
                        Sources[BinaryPrimitives.ReadInt32LittleEndian(message.Payload.AsSpan(i * sizeof(int)))] = message.Handles[i];
                    }

                    break;
                case InitMessage.LateCgroup:
                    FileSystem.TryWrite(message.Handles[0], "0"u8).ThrowIfFailed("write", "the way into the container's memory cgroup");
                    message.Handles[0].Dispose();
                    break;
                case InitMessage.Started:
                    socket.TrySend(InitMessage.Started);
                    break;
                case InitMessage.Plan:
                    Gate = message.Handles[0];
                    return PlanCodec.Decode(message.Payload);
                default:
                    throw new OciException($"init did not expect message {message.Kind}");
            }
        }

        return null;
    }

    /// <summary>Asks the creator to run its hooks and waits until they have; false when the creator is gone.</summary>
    internal bool RunHooks() => socket.TrySend(InitMessage.RunHooks) && Await(InitMessage.HooksDone);

    /// <summary>Hands over the master of the terminal.</summary>
    internal void SendConsole(SafeFileHandle master) => socket.TrySend(InitMessage.Console, default, [master]);

    /// <summary>Tells what went wrong.</summary>
    internal void Fail(string text) => socket.TrySend(InitMessage.Failed, Encoding.UTF8.GetBytes(text));

    /// <summary>Says that all is in place and waits until the container is on record; false when the creator is gone.</summary>
    internal bool Ready() => socket.TrySend(InitMessage.Ready) && Await(InitMessage.Commit);

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private bool Await(int kind) => socket.Receive() is { } message && message.Kind == kind;
}
