namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>Reads type signatures, as <c>a(sv)</c>, see the D-Bus specification.</summary>
internal static class DBusSignature
{
    /// <summary>The longest signature.</summary>
    public const int Longest = 255;

    private const int DeepestNesting = 32;

    /// <summary>The length of the one complete type that a signature begins with.</summary>
    public static int FirstLength(ReadOnlySpan<char> signature) => Length(signature, 0, inArray: false);

    /// <summary>Whether a text is exactly one complete type.</summary>
    public static bool IsSingle(string signature)
    {
        try
        {
            return signature.Length is > 0 and <= Longest && FirstLength(signature) == signature.Length;
        }
        catch (DBusException)
        {
            return false;
        }
    }

    /// <summary>The number of bytes that a type's values are aligned to.</summary>
    public static int Alignment(char type) => type switch
    {
        'y' or 'g' or 'v' => 1,
        'n' or 'q' => 2,
        'b' or 'i' or 'u' or 's' or 'o' or 'a' or 'h' => 4,
        'x' or 't' or 'd' or '(' or '{' => 8,
        _ => throw DBusException.Broken($"no type is called '{type}'"),
    };

    /// <summary>Whether a type is one of those that are not made of others.</summary>
    public static bool IsBasic(char type) => "ybnqiuxtdsogh".Contains(type, StringComparison.Ordinal);

    private static int Length(ReadOnlySpan<char> signature, int depth, bool inArray)
    {
        if (signature.IsEmpty || depth > DeepestNesting)
        {
            throw DBusException.Broken("a signature ends too early or is nested too deep");
        }

        return signature[0] switch
        {
            'v' => 1,
            'a' => 1 + Length(signature[1..], depth + 1, inArray: true),
            '(' => Members(signature, ')', depth),
            '{' when inArray => Entry(signature, depth),
            var type when IsBasic(type) => 1,
            _ => throw DBusException.Broken($"'{signature}' is no signature"),
        };
    }

    private static int Members(ReadOnlySpan<char> signature, char end, int depth)
    {
        var length = 1;
        do
        {
            length += Length(signature[length..], depth + 1, inArray: false);
        }
        while (length < signature.Length && signature[length] != end);

        return length < signature.Length ? length + 1 : throw DBusException.Broken($"'{signature}' has no end");
    }

    private static int Entry(ReadOnlySpan<char> signature, int depth)
    {
        var length = Members(signature, '}', depth);
        var isPair = length > 2 && IsBasic(signature[1]) && 3 + Length(signature[2..], depth + 1, inArray: false) == length;
        return isPair ? length : throw DBusException.Broken($"'{signature}' is no dictionary entry");
    }
}
