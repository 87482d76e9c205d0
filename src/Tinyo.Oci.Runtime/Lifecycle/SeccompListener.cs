using System.Buffers;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Sockets;
using Tinyo.Oci.Runtime.Hooks;
using Tinyo.Oci.Spec;
using Tinyo.Oci.Spec.Json;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Whoever decides about a program's system calls, at <c>linux.seccomp.listenerPath</c>.</summary>
internal sealed class SeccompListener(string path, string? metadata)
{
    /// <summary>Hands over the descriptor, by its number in a process, at which the decisions are asked for.</summary>
    /// <param name="process">The process that is filtered.</param>
    /// <param name="number">The descriptor's number there.</param>
    /// <param name="state">The container's state.</param>
    internal void Pass(ProcessHandle process, int number, ContainerState state)
    {
        var error = process.TryCopyDescriptor(number, out var listener);
        using (listener)
        {
            error.ThrowIfFailed("pidfd_getfd", "the listener of seccomp");
            Send(listener, Describe(process.Pid, metadata, state));
        }
    }

    /// <summary>The container process state of the specification.</summary>
    internal static byte[] Describe(int pid, string? metadata, ContainerState state)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = PlainJsonEncoder.Instance }))
        {
            json.WriteStartObject();
            json.WriteString("ociVersion", OciNames.Version);
            json.WriteStartArray("fds");
            json.WriteStringValue("seccompFd");
            json.WriteEndArray();
            json.WriteNumber("pid", pid);
            if (metadata is { Length: > 0 })
            {
                json.WriteString("metadata", metadata);
            }

            json.WritePropertyName("state");
            json.WriteRawValue(HookState.Write(state));
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void Send(SafeFileHandle listener, byte[] state)
    {
        var error = UnixSocket.TryConnect(path, out var socket);
        using (socket)
        {
            if (error is Errno.None)
            {
                error = DescriptorPassing.TrySend(socket, state, [listener]);
            }
        }

        if (error is not Errno.None)
        {
            throw new OciException($"linux.seccomp.listenerPath {path}: {(error is Errno.ENOENT ? "nobody listens: it is missing" : LinuxException.Describe(error))}");
        }
    }
}
