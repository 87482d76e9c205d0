using System.Globalization;
using System.Text;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>Reads GVariant's text format, as <c>uint64 5</c> or <c>[('a', 'b')]</c>.</summary>
internal sealed class GVariantParser
{
    private const int DeepestNesting = 32;

    private readonly string _text;
    private int _position;

    private GVariantParser(string text) => _text = text;

    private char Current => _position < _text.Length ? _text[_position] : '\0';

    /// <summary>Reads a text that is one value.</summary>
    public static GVariantNode Parse(string text)
    {
        var parser = new GVariantParser(text);
        var node = parser.Value(0);
        parser.SkipSpace();
        return parser._position == text.Length ? node : throw parser.Wrong("there is more after the value");
    }

    private GVariantNode Value(int depth)
    {
        SkipSpace();
        switch (Current)
        {
            case var _ when depth > DeepestNesting:
                throw Wrong("it is nested too deep");
            case '@':
                return Typed(Signature(), depth);
            case '\'' or '"':
                return new GVariantNode('s', Quoted(), []);
            case 'b' when _position + 1 < _text.Length && _text[_position + 1] is '\'' or '"':
                _position++;
                return new GVariantNode('y', Quoted(), []);
            case '[':
                return new GVariantNode('[', "", Items(']', ',', depth));
            case '(':
                return new GVariantNode('(', "", Items(')', ',', depth));
            case '{':
                return new GVariantNode('{', "", Items('}', ':', depth));
            case '<':
                return new GVariantNode('<', "", Items('>', '>', depth));
            default:
                return Plain(depth);
        }
    }

    private GVariantNode Plain(int depth)
    {
        var start = _position;
        while (char.IsAsciiLetterOrDigit(Current) || Current is '+' or '-' or '.')
        {
            _position++;
        }

        var word = _text[start.._position];
        return word switch
        {
            "true" or "false" => new GVariantNode('b', word, []),
            "inf" or "nan" or "+inf" or "-inf" => new GVariantNode('n', word, []),
            [>= '0' and <= '9' or '+' or '-' or '.', ..] => new GVariantNode('n', word, []),
            _ when TypeNamed(word) is { } type => Typed(type, depth),
            _ => throw Wrong(word.Length > 0 ? $"'{word}' is no value, texts are quoted as in '\"{word}\"'" : "a value is missing"),
        };
    }

    private GVariantNode Typed(string type, int depth)
    {
        var node = Value(depth + 1);
        return node.Type is null || node.Type == type ? node with { Type = type } : throw Wrong($"it is both of type '{type}' and '{node.Type}'");
    }

    private string Signature()
    {
        var start = ++_position;
        while (Current is not ('\0' or ' ' or '\t' or '\n'))
        {
            _position++;
        }

        var signature = _text[start.._position];
        return DBusSignature.IsSingle(signature) ? signature : throw Wrong($"'@{signature}' is no type");
    }

    // A dictionary is a list in which : and , take turns.
    private List<GVariantNode> Items(char end, char separator, int depth)
    {
        var items = new List<GVariantNode>();
        _position++;
        for (SkipSpace(); Current != end; SkipSpace())
        {
            items.Add(Value(depth + 1));
            SkipSpace();
            var wanted = separator is ':' && items.Count % 2 == 0 ? ',' : separator;
            if (Current == wanted && wanted != end)
            {
                _position++;
            }
            else if (Current != end || wanted is ':')
            {
                throw Wrong($"'{wanted}' is missing");
            }
        }

        _position++;
        return items;
    }

    private string Quoted()
    {
        var quote = Current;
        var text = new StringBuilder();
        for (_position++; Current != quote; _position++)
        {
            if (_position >= _text.Length)
            {
                throw Wrong("a quote is not closed");
            }

            text.Append(Current is '\\' ? Escaped() : Current.ToString());
        }

        _position++;
        return text.ToString();
    }

    private string Escaped()
    {
        _position++;
        return Current switch
        {
            'a' => "\a",
            'b' => "\b",
            'f' => "\f",
            'n' => "\n",
            'r' => "\r",
            't' => "\t",
            'v' => "\v",
            'u' => CodePoint(4),
            'U' => CodePoint(8),
            '\0' => throw Wrong("a quote is not closed"),
            var other => other.ToString(),
        };
    }

    private string CodePoint(int digits)
    {
        var start = _position + 1;
        _position += digits;
        return _position < _text.Length
            && int.TryParse(_text.AsSpan(start, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            && Rune.TryCreate(number, out var rune) && number != 0
            ? rune.ToString()
            : throw Wrong("a \\u escape is broken");
    }

    private void SkipSpace()
    {
        while (Current is ' ' or '\t' or '\n' or '\r')
        {
            _position++;
        }
    }

    private OciException Wrong(string why) => new($"'{_text}' is no GVariant text at character {Math.Min(_position, _text.Length) + 1}: {why}");

    private static string? TypeNamed(string word) => word switch
    {
        "boolean" => "b",
        "byte" => "y",
        "int16" => "n",
        "uint16" => "q",
        "int32" => "i",
        "uint32" => "u",
        "handle" => "h",
        "int64" => "x",
        "uint64" => "t",
        "double" => "d",
        "string" => "s",
        "objectpath" => "o",
        "signature" => "g",
        _ => null,
    };
}
