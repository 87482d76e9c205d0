using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tinyo.Oci.EndToEnd.Process;

/// <summary>recvmsg(2) for one message with one descriptor, as engines receive a terminal.</summary>
internal static partial class Pty
{
    private const int ControlSize = 256;
    private const int Payload = 4096;

    /// <summary>What one message carried.</summary>
    internal sealed record Message(int Bytes, IReadOnlyList<SafeFileHandle> Descriptors, int ControlBytes, string Text);

    /// <summary>Receives one message.</summary>
    internal static Message Receive(SafeHandle socket)
    {
        var memory = Marshal.AllocHGlobal(Payload + ControlSize + Marshal.SizeOf<IoVector>());
        try
        {
            var (control, vector) = (memory + Payload, memory + Payload + ControlSize);
            Marshal.StructureToPtr(new IoVector { Base = memory, Length = Payload }, vector, fDeleteOld: false);
            var header = new MessageHeader { Vector = vector, VectorLength = 1, Control = control, ControlLength = ControlSize };
            var bytes = ReceiveMessage(socket, ref header, 0);
            return bytes < 0
                ? throw new IOException($"recvmsg: {Marshal.GetLastPInvokeErrorMessage()}")
                : new Message((int)bytes, [.. Descriptors(control, (int)header.ControlLength)], (int)header.ControlLength, Marshal.PtrToStringUTF8(memory, (int)bytes));
        }
        finally
        {
            Marshal.FreeHGlobal(memory);
        }
    }

    // struct cmsghdr: length with itself, level, type; then the descriptors. SOL_SOCKET and SCM_RIGHTS are 1.
    private static IEnumerable<SafeFileHandle> Descriptors(nint control, int length)
    {
        if (length < 16 || Marshal.ReadInt32(control, 8) != 1 || Marshal.ReadInt32(control, 12) != 1)
        {
            yield break;
        }

        for (var offset = 16; offset < Marshal.ReadInt64(control); offset += sizeof(int))
        {
            yield return new SafeFileHandle(Marshal.ReadInt32(control, offset), ownsHandle: true);
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct IoVector
    {
        internal nint Base;
        internal nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct MessageHeader
    {
        internal nint Name;
        internal uint NameLength;
        internal nint Vector;
        internal nuint VectorLength;
        internal nint Control;
        internal nuint ControlLength;
        internal int Flags;
    }

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint ReceiveMessage(SafeHandle socket, ref MessageHeader message, int flags);
}
