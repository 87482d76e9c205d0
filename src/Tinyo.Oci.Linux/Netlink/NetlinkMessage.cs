using System.Buffers.Binary;
using System.Text;

namespace Tinyo.Oci.Linux.Netlink;

/// <summary>A request to the kernel in the making: a header, a fixed part, attributes, see netlink(7).</summary>
internal sealed class NetlinkMessage
{
    internal const int HeaderLength = 16;

    private const ushort NLM_F_REQUEST = 1;

    private readonly byte[] _bytes = new byte[1024];
    private int _length = HeaderLength;

    internal NetlinkMessage(ushort type, ushort flags)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(4), type);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(6), (ushort)(NLM_F_REQUEST | flags));
    }

    /// <summary>The bytes, with the header complete.</summary>
    internal ReadOnlySpan<byte> Complete(uint sequence)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes, _length);
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(8), sequence);
        return _bytes.AsSpan(0, _length);
    }

    /// <summary>Adds struct ifinfomsg.</summary>
    internal NetlinkMessage Link(int index, uint flags = 0, uint change = 0)
    {
        var part = Take(16);
        BinaryPrimitives.WriteInt32LittleEndian(part[4..], index);
        BinaryPrimitives.WriteUInt32LittleEndian(part[8..], flags);
        BinaryPrimitives.WriteUInt32LittleEndian(part[12..], change);
        return this;
    }

    /// <summary>Adds struct ifaddrmsg.</summary>
    internal NetlinkMessage Address(byte family, byte prefixLength, byte scope, int index)
    {
        var part = Take(8);
        (part[0], part[1], part[3]) = (family, prefixLength, scope);
        BinaryPrimitives.WriteInt32LittleEndian(part[4..], index);
        return this;
    }

    /// <summary>Adds an attribute.</summary>
    internal NetlinkMessage Attribute(ushort type, ReadOnlySpan<byte> value)
    {
        var part = Take(4 + value.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(part, (ushort)(4 + value.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(part[2..], type);
        value.CopyTo(part[4..]);
        return this;
    }

    /// <summary>Adds an attribute that is a number.</summary>
    internal NetlinkMessage Attribute(ushort type, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Attribute(type, bytes);
    }

    /// <summary>Adds an attribute that is text, with the NUL at its end.</summary>
    internal NetlinkMessage Attribute(ushort type, string value) => Attribute(type, Encoding.UTF8.GetBytes(value + "\0"));

    private Span<byte> Take(int length)
    {
        var part = _bytes.AsSpan(_length, length);
        _length += length + 3 & ~3;
        return part;
    }
}
