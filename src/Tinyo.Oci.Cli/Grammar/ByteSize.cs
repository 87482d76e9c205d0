using System.Buffers;
using System.Globalization;

namespace Tinyo.Oci.Cli.Grammar;

/// <summary>Sizes as people write them for memory: <c>512m</c>, <c>1.5GiB</c>, <c>64 kb</c>, each step 1024.</summary>
internal static class ByteSize
{
    private const string Units = "kmgtp";
    private static readonly SearchValues<char> s_ofNumbers = SearchValues.Create("0123456789. ");

    /// <summary>What is wrong with a size, or null and its bytes; a fraction of a byte is dropped.</summary>
    public static string? Problem(string text, out long bytes)
    {
        bytes = 0;
        var end = text.AsSpan().LastIndexOfAny(s_ofNumbers) + 1;
        if (end == 0 || !TryNumber(text.AsSpan(0, end), out var number))
        {
            return $"invalid size: '{text}'";
        }

        if (Factor(text[end..].ToLowerInvariant()) is not { } factor)
        {
            return $"invalid suffix: '{text[end..]}'";
        }

        if (number * factor >= long.MaxValue)
        {
            return $"invalid size: '{text}' is too large";
        }

        bytes = (long)(number * factor);
        return null;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out double number) =>
        double.TryParse(text.EndsWith(' ') ? text[..^1] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    private static double? Factor(string suffix)
    {
        if (suffix is "" or "b")
        {
            return 1;
        }

        var power = Units.IndexOf(suffix[0], StringComparison.Ordinal) + 1;
        return power > 0 && suffix[1..] is "" or "b" or "ib" ? Math.Pow(1024, power) : null;
    }
}
