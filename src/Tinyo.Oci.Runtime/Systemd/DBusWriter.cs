using System.Buffers.Binary;
using System.Text;

namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>Writes values as D-Bus has them on the wire, little-endian.</summary>
internal sealed class DBusWriter
{
    private byte[] _buffer = new byte[512];
    private int _length;

    /// <summary>Where an array began: its length's place, and its first element's.</summary>
    public readonly record struct ArrayMark(int Length, int Start);

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Pads with zeros up to a multiple.</summary>
    public void Align(int alignment) => Take(-_length & (alignment - 1)).Clear();

    /// <summary>Writes bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Writes one byte.</summary>
    public void Byte(byte value) => Take(1)[0] = value;

    /// <summary>Writes a number of 32 bits.</summary>
    public void UInt32(uint value)
    {
        Align(4);
        BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);
    }

    /// <summary>Writes a text or an object path.</summary>
    public void String(string text)
    {
        ThrowIfUnsendable(text);
        var count = Encoding.UTF8.GetByteCount(text);
        UInt32((uint)count);
        Encoding.UTF8.GetBytes(text, Take(count));
        Byte(0);
    }

    /// <summary>Writes a signature.</summary>
    public void Signature(string text)
    {
        ThrowIfUnsendable(text);
        if (text.Length > DBusSignature.Longest)
        {
            throw DBusException.Broken($"a signature of {text.Length} characters");
        }

        Byte((byte)text.Length);
        Encoding.ASCII.GetBytes(text, Take(text.Length));
        Byte(0);
    }

    /// <summary>Begins an array of elements of a type.</summary>
    public ArrayMark BeginArray(char element)
    {
        UInt32(0);
        var length = _length - 4;
        Align(DBusSignature.Alignment(element)); // padding that the length does not count
        return new ArrayMark(length, _length);
    }

    /// <summary>Ends an array.</summary>
    public void EndArray(ArrayMark mark) =>
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(mark.Length), (uint)(_length - mark.Start));

    /// <summary>Writes a value in a variant.</summary>
    public void Variant(DBusValue value)
    {
        Signature(value.Signature);
        Value(value);
    }

    /// <summary>Writes a value of any type.</summary>
    public void Value(DBusValue value)
    {
        switch (value.Signature[0])
        {
            case 's' or 'o':
                String(value.Text);
                break;
            case 'g':
                Signature(value.Text);
                break;
            case 'v':
                Variant(value.Items[0]);
                break;
            case 'a':
                Array(value);
                break;
            case '(' or '{':
                Align(8);
                Items(value);
                break;
            case var type:
                Number(DBusSignature.Alignment(type), value.Bits); // a number's alignment is its size
                break;
        }
    }

    private void Array(DBusValue value)
    {
        var mark = BeginArray(value.Signature[1]);
        Raw(value.Content.Span);
        Items(value);
        EndArray(mark);
    }

    private void Items(DBusValue value)
    {
        foreach (var item in value.Items)
        {
            Value(item);
        }
    }

    private void Number(int size, ulong bits)
    {
        Align(size);
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, bits);
        Raw(bytes[..size]);
    }

    private static void ThrowIfUnsendable(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw DBusException.Broken("a text with a NUL character can't be sent");
        }
    }

    private Span<byte> Take(int count)
    {
        if (_length + count > _buffer.Length)
        {
            System.Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
        }

        _length += count;
        return _buffer.AsSpan(_length - count, count);
    }
}
