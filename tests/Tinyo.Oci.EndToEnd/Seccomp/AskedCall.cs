using System.Buffers.Binary;
using System.Text;

namespace Tinyo.Oci.EndToEnd.Seccomp;

/// <summary>A system call that waits for a decision, struct seccomp_notif.</summary>
internal sealed record AskedCall(int Pid, int Number, IReadOnlyList<ulong> Arguments)
{
    internal static AskedCall Read(ReadOnlySpan<byte> bytes)
    {
        var arguments = new ulong[6];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(32 + 8 * i)..]);
        }

        return new AskedCall(BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]), arguments);
    }

    /// <summary>The text that an argument points to, in the memory of who asks.</summary>
    internal string Text(int argument)
    {
        using var memory = File.OpenHandle($"/proc/{Pid}/mem");
        var buffer = new byte[256];
        var length = RandomAccess.Read(memory, buffer, (long)Arguments[argument]);
        return Encoding.UTF8.GetString(buffer.AsSpan(0, length)).Split('\0')[0];
    }
}
