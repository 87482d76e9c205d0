using System.Globalization;
using System.Text;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>Gives the values of a GVariant text their types: those that are written, else int32, double, string and what is made of them.</summary>
internal static class GVariantTyper
{
    /// <summary>The value of a text.</summary>
    public static DBusValue Parse(string text)
    {
        var node = GVariantParser.Parse(text);
        return Convert(node, Infer(node));
    }

    private static string Infer(GVariantNode node) =>
        TryInfer(node) ?? throw new OciException("an empty list needs its type before it, as in @as []");

    // Null: an empty list, which takes the type of its neighbours.
    private static string? TryInfer(GVariantNode node) => node.Type ?? node.Kind switch
    {
        'n' => IsDouble(node.Text) ? "d" : "i",
        'y' => "ay",
        '<' => "v",
        '(' => InferTuple(node.Items),
        '[' => InferElement(node.Items, 0, 1) is { } element ? $"a{element}" : null,
        '{' => (InferElement(node.Items, 0, 2), InferElement(node.Items, 1, 2)) is ({ } key, { } value) ? $"a{{{key}{value}}}" : null,
        var kind => kind.ToString(),
    };

    private static string? InferTuple(IReadOnlyList<GVariantNode> items)
    {
        var signature = new StringBuilder("(");
        foreach (var item in items)
        {
            if (TryInfer(item) is not { } type)
            {
                return null;
            }

            signature.Append(type);
        }

        return items.Count > 0 ? signature.Append(')').ToString() : throw new OciException("D-Bus has no empty tuple");
    }

    // A written type decides for all, a double makes doubles of all.
    private static string? InferElement(IReadOnlyList<GVariantNode> items, int first, int step)
    {
        string? found = null;
        for (var i = first; i < items.Count; i += step)
        {
            if (items[i].Type is { } written)
            {
                return written;
            }

            var type = TryInfer(items[i]);
            found = found is null or "i" ? type ?? found : found;
        }

        return found;
    }

    private static DBusValue Convert(GVariantNode node, string type)
    {
        if (node.Type is { } written && written != type)
        {
            throw Mismatch(node, type);
        }

        return (type[0], node.Kind) switch
        {
            ('b', 'b') => DBusValue.Of(node.Text is "true"),
            ('s' or 'o' or 'g', 's') => DBusValue.OfText(type[0], node.Text),
            ('d', 'n') => DBusValue.OfBits('d', BitConverter.DoubleToUInt64Bits(Double(node.Text))),
            ('y' or 'n' or 'q' or 'i' or 'u' or 'h' or 'x' or 't', 'n') => DBusValue.OfBits(type[0], Integer(node.Text, type[0])),
            ('v', '<') when node.Items.Count == 1 => DBusValue.Variant(Convert(node.Items[0], Infer(node.Items[0]))),
            ('a', 'y') when type is "ay" => DBusValue.OfBytes(Encoding.UTF8.GetBytes(node.Text + '\0')),
            ('a', '[') => DBusValue.Array(type[1..], Elements(node.Items, type[1..])),
            ('a', '{') when type[1] is '{' => DBusValue.Array(type[1..], Entries(node.Items, type[2..^1])),
            ('(', '(') => DBusValue.Structure(Members(node, type[1..^1])),
            _ => throw Mismatch(node, type),
        };
    }

    private static List<DBusValue> Elements(IReadOnlyList<GVariantNode> nodes, string type)
    {
        var values = new List<DBusValue>(nodes.Count);
        foreach (var node in nodes)
        {
            values.Add(Convert(node, type));
        }

        return values;
    }

    private static List<DBusValue> Entries(IReadOnlyList<GVariantNode> nodes, string types)
    {
        var values = new List<DBusValue>(nodes.Count / 2);
        for (var i = 0; i < nodes.Count; i += 2)
        {
            values.Add(DBusValue.Entry(Convert(nodes[i], types[..1]), Convert(nodes[i + 1], types[1..])));
        }

        return values;
    }

    private static List<DBusValue> Members(GVariantNode tuple, string types)
    {
        var values = new List<DBusValue>(tuple.Items.Count);
        foreach (var node in tuple.Items)
        {
            var length = types.Length > 0 ? DBusSignature.FirstLength(types) : throw Mismatch(tuple, types);
            values.Add(Convert(node, types[..length]));
            types = types[length..];
        }

        return types.Length == 0 ? values : throw Mismatch(tuple, types);
    }

    private static bool IsDouble(string text) =>
        text.EndsWith("inf", StringComparison.Ordinal) || text is "nan"
        || (text.AsSpan().ContainsAny(".eE") && !text.Contains('x', StringComparison.Ordinal));

    private static double Double(string text) => text switch
    {
        "inf" or "+inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" => double.NaN,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw NotANumber(text),
    };

    private static ulong Integer(string text, char type)
    {
        var isNegative = text[0] is '-';
        var size = Size(text[0] is '-' or '+' ? text[1..] : text) ?? throw NotANumber(text);
        var value = isNegative ? -(Int128)size : size;
        var (least, most) = Range(type);
        return value >= least && value <= most
            ? unchecked((ulong)value)
            : throw new OciException($"{text} does not fit into type '{type}', from {least} to {most}: write the type that is meant before it, as in uint64 {text}");
    }

    // As strtoull(3) has it: 0x is hexadecimal, a leading 0 octal.
    private static ulong? Size(string digits)
    {
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return ulong.TryParse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hexadecimal) ? hexadecimal : null;
        }

        if (digits is ['0', _, ..])
        {
            return Octal(digits);
        }

        return ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static ulong? Octal(string digits)
    {
        UInt128 number = 0;
        foreach (var digit in digits)
        {
            if (digit is < '0' or > '7' || number > ulong.MaxValue / 8)
            {
                return null;
            }

            number = number * 8 + (uint)(digit - '0');
        }

        return (ulong)number;
    }

    private static (Int128 Least, Int128 Most) Range(char type) => type switch
    {
        'y' => (0, byte.MaxValue),
        'n' => (short.MinValue, short.MaxValue),
        'q' => (0, ushort.MaxValue),
        'i' or 'h' => (int.MinValue, int.MaxValue),
        'u' => (0, uint.MaxValue),
        'x' => (long.MinValue, long.MaxValue),
        _ => (0, ulong.MaxValue),
    };

    private static OciException NotANumber(string text) => new($"'{text}' is no number");

    private static OciException Mismatch(GVariantNode node, string type) =>
        new($"{(node.Text.Length > 0 ? $"'{node.Text}'" : $"a value in {node.Kind}")} is not of type '{type}'");
}
