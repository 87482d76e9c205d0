using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Clone;

namespace Tinyo.Oci.Linux.Sockets;

/// <summary>Messages of a kind, bytes and descriptors over a stream socket, in the framing that a fresh child speaks too.</summary>
public sealed unsafe class MessageSocket(SafeFileHandle socket) : IDisposable
{
    /// <summary>The lowest kind that a caller may use: those below belong to <see cref="ChildLauncher"/>.</summary>
    public const int FirstKind = 16;

    private const int HeaderLength = 12;
    private const int LongestPayload = 64 << 20;

    /// <summary>The socket itself, to wait on.</summary>
    public SafeFileHandle Handle { get; } = socket;

    /// <summary>Sends a message; false when the other side is gone.</summary>
    public bool TrySend(int kind, ReadOnlySpan<byte> payload = default, ReadOnlySpan<SafeFileHandle> handles = default)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        BinaryPrimitives.WriteInt32LittleEndian(header, kind);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], payload.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], handles.Length);
        return DescriptorPassing.TrySend(Handle, header, handles) is Errno.None
            && (payload.IsEmpty || DescriptorPassing.TrySendAll(Handle, payload) is Errno.None);
    }

    /// <summary>Waits for a message; null when the other side is gone.</summary>
    public Message? Receive()
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        var handles = new List<SafeFileHandle>();
        if (!TryFill(header, handles))
        {
            return null;
        }

        var kind = BinaryPrimitives.ReadInt32LittleEndian(header);
        var value = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        if (kind < FirstKind)
        {
            return new Message(kind, header.ToArray(), handles);
        }

        if (value is < 0 or > LongestPayload)
        {
            throw new LinuxException("recvmsg", $"a message of {value} bytes", Errno.EINVAL);
        }

        // What a process has no number left for, the kernel drops without an error.
        if (handles.Count < BinaryPrimitives.ReadInt32LittleEndian(header[8..]))
        {
            throw new LinuxException("recvmsg", "descriptors", Errno.EMFILE);
        }

        var payload = new byte[value];
        return TryFill(payload, handles) ? new Message(kind, payload, handles) : null;
    }

    /// <summary>Throws what a child reported as the failure of a step of <paramref name="program"/>, if that is what the message is.</summary>
    public static void ThrowIfLaunchFailed(in Message message, ChildProgram program)
    {
        if (message.Kind == LaunchMessage.Failed)
        {
            throw ChildLauncher.Failure(program, Header(message.Payload));
        }
    }

    /// <summary>Waits until a child has executed its program, or throws what kept it from that.</summary>
    public void AwaitExecution(ChildProgram program)
    {
        if (ReceiveHeader() is { Kind: LaunchMessage.Failed } failure)
        {
            throw ChildLauncher.Failure(program, failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    internal LaunchMessage? ReceiveHeader()
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        return TryFill(header, []) ? Header(header) : null;
    }

    internal void SendByte() => TrySendByte();

    internal bool TrySendByte() => DescriptorPassing.TrySendAll(Handle, [1]) is Errno.None;

    private static LaunchMessage Header(ReadOnlySpan<byte> header) => new()
    {
        Kind = BinaryPrimitives.ReadInt32LittleEndian(header),
        Value = BinaryPrimitives.ReadInt32LittleEndian(header[4..]),
        Error = BinaryPrimitives.ReadInt32LittleEndian(header[8..]),
    };

    private bool TryFill(Span<byte> buffer, List<SafeFileHandle> handles)
    {
        for (var done = 0; done < buffer.Length;)
        {
            var count = DescriptorPassing.Receive(Handle, buffer[done..], handles);
            if (count <= 0)
            {
                return false;
            }

            done += count;
        }

        return true;
    }
}
