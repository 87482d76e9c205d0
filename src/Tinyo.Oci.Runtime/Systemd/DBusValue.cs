using System.Globalization;
using System.Text;

namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>A value that knows its D-Bus type.</summary>
internal sealed class DBusValue
{
    private readonly ulong _bits;
    private readonly object? _content;

    private DBusValue(string signature, ulong bits, object? content) => (Signature, _bits, _content) = (signature, bits, content);

    /// <summary>The type.</summary>
    public string Signature { get; }

    /// <summary>A number's bits, sign-extended; 0 for all else.</summary>
    public ulong Bits => _bits;

    /// <summary>A text's characters.</summary>
    public string Text => _content as string ?? throw DBusException.Broken($"a text was expected, not a value of type '{Signature}'");

    /// <summary>The elements of an array, the members of a structure, the value in a variant.</summary>
    public IReadOnlyList<DBusValue> Items => _content as IReadOnlyList<DBusValue> ?? [];

    /// <summary>The content of an array of bytes.</summary>
    public ReadOnlyMemory<byte> Content => _content as byte[];

    /// <summary>A number, a truth value or a double, by its type's letter and its bits.</summary>
    public static DBusValue OfBits(char type, ulong bits) => new(type.ToString(), bits, null);

    /// <summary>A truth value.</summary>
    public static DBusValue Of(bool value) => new("b", value ? 1u : 0, null);

    /// <summary>An unsigned number of 32 bits.</summary>
    public static DBusValue Of(uint value) => new("u", value, null);

    /// <summary>An unsigned number of 64 bits.</summary>
    public static DBusValue Of(ulong value) => new("t", value, null);

    /// <summary>A text.</summary>
    public static DBusValue Of(string text) => new("s", 0, text);

    /// <summary>A text, an object path or a signature, by its type's letter.</summary>
    public static DBusValue OfText(char type, string text) => new(type.ToString(), 0, text);

    /// <summary>An array of bytes.</summary>
    public static DBusValue OfBytes(byte[] content) => new("ay", 0, content);

    /// <summary>An array.</summary>
    public static DBusValue Array(string element, IReadOnlyList<DBusValue> items)
    {
        if (element is not "y")
        {
            return new DBusValue("a" + element, 0, items);
        }

        var content = new byte[items.Count];
        for (var i = 0; i < content.Length; i++)
        {
            content[i] = (byte)items[i].Bits;
        }

        return OfBytes(content);
    }

    /// <summary>An array of texts.</summary>
    public static DBusValue Texts(IReadOnlyList<string> texts)
    {
        var items = new DBusValue[texts.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = Of(texts[i]);
        }

        return Array("s", items);
    }

    /// <summary>A structure.</summary>
    public static DBusValue Structure(params IReadOnlyList<DBusValue> members) => new($"({Signatures(members)})", 0, members);

    /// <summary>A dictionary's entry.</summary>
    public static DBusValue Entry(DBusValue key, DBusValue value) => new($"{{{key.Signature}{value.Signature}}}", 0, new[] { key, value });

    /// <summary>A value that carries its type.</summary>
    public static DBusValue Variant(DBusValue value) => new("v", 0, new[] { value });

    /// <summary>The types of some values, one after another.</summary>
    public static string Signatures(IReadOnlyList<DBusValue> values)
    {
        var signature = new StringBuilder();
        foreach (var value in values)
        {
            signature.Append(value.Signature);
        }

        return signature.ToString();
    }

    /// <summary>The value as GVariant's text format has it, with the types of numbers.</summary>
    public override string ToString() => Signature[0] switch
    {
        'b' => _bits != 0 ? "true" : "false",
        'd' => $"double {BitConverter.UInt64BitsToDouble(_bits).ToString(CultureInfo.InvariantCulture)}",
        'y' => $"byte 0x{_bits:x2}",
        'n' => $"int16 {(long)_bits}",
        'q' => $"uint16 {_bits}",
        'i' => $"int32 {(long)_bits}",
        'u' => $"uint32 {_bits}",
        'h' => $"handle {_bits}",
        'x' => $"int64 {(long)_bits}",
        't' => $"uint64 {_bits}",
        's' => $"'{Text}'",
        'o' => $"objectpath '{Text}'",
        'g' => $"signature '{Text}'",
        'v' => $"<{Items[0]}>",
        '(' => $"({string.Join(", ", Items)})",
        '{' => $"{Items[0]}: {Items[1]}",
        _ when _content is byte[] bytes => $"0x{Convert.ToHexStringLower(bytes)}",
        _ when Items.Count == 0 => $"@{Signature} []",
        _ => $"[{string.Join(", ", Items)}]",
    };
}
