using System.Buffers.Binary;
using System.Text;

namespace Tinyo.Oci.Linux.Netlink;

/// <summary>The attributes of a message from the kernel.</summary>
internal readonly ref struct NetlinkAttributes(ReadOnlySpan<byte> bytes)
{
    private const int TypeMask = 0x3fff;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>The value of an attribute; empty when it is not there.</summary>
    internal ReadOnlySpan<byte> Find(int type)
    {
        for (var rest = _bytes; rest.Length >= 4;)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(rest);
            if (length < 4 || length > rest.Length)
            {
                return default;
            }

            if ((BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]) & TypeMask) == type)
            {
                return rest[4..length];
            }

            rest = rest[Math.Min(length + 3 & ~3, rest.Length)..];
        }

        return default;
    }

    /// <summary>The value of an attribute that is text; empty when it is not there.</summary>
    internal string Text(int type) => Encoding.UTF8.GetString(Find(type).TrimEnd((byte)0));

    /// <summary>The value of an attribute that is a number; null when it is not there.</summary>
    internal uint? Number(int type) => Find(type) is { Length: sizeof(uint) } value ? BinaryPrimitives.ReadUInt32LittleEndian(value) : null;
}
