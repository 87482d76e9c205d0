using System.Buffers.Binary;
using System.Text;

namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>Reads values as D-Bus has them on the wire, little-endian, and trusts no length in them.</summary>
internal ref struct DBusReader(ReadOnlySpan<byte> data)
{
    private const int DeepestNesting = 64;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _data = data;

    /// <summary>How far it has read.</summary>
    public int Position { get; private set; }

    /// <summary>Skips the padding up to a multiple.</summary>
    public void Align(int alignment) => Take(-Position & (alignment - 1));

    /// <summary>Reads one byte.</summary>
    public byte Byte() => Take(1)[0];

    /// <summary>Reads a number of 32 bits.</summary>
    public uint UInt32()
    {
        Align(4);
        return BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
    }

    /// <summary>Reads a text or an object path.</summary>
    public string String() => Text(UInt32());

    /// <summary>Reads a signature.</summary>
    public string Signature() => Text(Byte());

    /// <summary>Reads how long an array is, and gives back where it ends.</summary>
    public int BeginArray(char element)
    {
        var length = UInt32();
        Align(DBusSignature.Alignment(element));
        return length <= (uint)(_data.Length - Position)
            ? Position + (int)length
            : throw DBusException.Broken($"an array of {length} bytes, with {_data.Length - Position} left");
    }

    /// <summary>Reads the value in a variant.</summary>
    public DBusValue Variant() => Variant(0);

    /// <summary>Reads a value of a single complete type.</summary>
    public DBusValue Value(string signature) => Value(signature, 0);

    private DBusValue Variant(int depth)
    {
        var signature = Signature();
        return DBusSignature.IsSingle(signature)
            ? Value(signature, depth)
            : throw DBusException.Broken($"a variant of type '{signature}'");
    }

    private DBusValue Value(ReadOnlySpan<char> signature, int depth)
    {
        if (depth > DeepestNesting)
        {
            throw DBusException.Broken("values are nested too deep");
        }

        switch (signature[0])
        {
            case 's' or 'o':
                return DBusValue.OfText(signature[0], String());
            case 'g':
                return DBusValue.OfText('g', Signature());
            case 'v':
                return DBusValue.Variant(Variant(depth + 1));
            case 'a':
                return Array(signature[1..], depth);
            case '(':
                Align(8);
                return DBusValue.Structure(Members(signature[1..^1], depth));
            case '{':
                Align(8);
                var pair = Members(signature[1..^1], depth);
                return DBusValue.Entry(pair[0], pair[1]);
            default:
                return Number(signature[0]);
        }
    }

    private DBusValue Array(ReadOnlySpan<char> element, int depth)
    {
        var end = BeginArray(element[0]);
        if (element is "y")
        {
            return DBusValue.OfBytes(Take(end - Position).ToArray());
        }

        var items = new List<DBusValue>();
        while (Position < end)
        {
            items.Add(Value(element, depth + 1));
        }

        return Position == end
            ? DBusValue.Array(element.ToString(), items)
            : throw DBusException.Broken("an array's last element reaches past its end");
    }

    private List<DBusValue> Members(ReadOnlySpan<char> signature, int depth)
    {
        var members = new List<DBusValue>();
        while (!signature.IsEmpty)
        {
            var length = DBusSignature.FirstLength(signature);
            members.Add(Value(signature[..length], depth + 1));
            signature = signature[length..];
        }

        return members;
    }

    private DBusValue Number(char type)
    {
        var size = DBusSignature.Alignment(type); // a number's alignment is its size
        Align(size);
        var bytes = Take(size);
        var bits = type switch
        {
            'y' => bytes[0],
            'n' => (ulong)BinaryPrimitives.ReadInt16LittleEndian(bytes),
            'q' => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            'i' => (ulong)BinaryPrimitives.ReadInt32LittleEndian(bytes),
            'b' or 'u' or 'h' => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        };

        return type is not 'b' || bits <= 1 ? DBusValue.OfBits(type, bits) : throw DBusException.Broken($"a truth value of {bits}");
    }

    private string Text(uint length)
    {
        if (length >= (uint)(_data.Length - Position))
        {
            throw DBusException.Broken($"a text of {length} bytes, with {_data.Length - Position} left");
        }

        var bytes = Take((int)length);
        if (Byte() != 0 || bytes.Contains((byte)0))
        {
            throw DBusException.Broken("a text that does not end where it says");
        }

        try
        {
            return s_utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw DBusException.Broken("a text that is not UTF-8");
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _data.Length - Position)
        {
            throw DBusException.Broken($"it ends {count - (_data.Length - Position)} bytes too early");
        }

        Position += count;
        return _data.Slice(Position - count, count);
    }
}
