using System.Buffers;
using System.Globalization;

namespace Tinyo.Oci.Cli.Grammar;

/// <summary>Durations as Go writes them: <c>5s</c>, <c>1m30s</c>, <c>1.5h</c>, <c>100ms</c>.</summary>
internal static class GoDuration
{
    private static readonly SearchValues<char> s_ofNumbers = SearchValues.Create("0123456789.");

    /// <summary>The duration; null when the text is none, or too long to count.</summary>
    public static TimeSpan? TryParse(string text)
    {
        var rest = text.AsSpan();
        var sign = rest is ['-', ..] ? -1 : 1;
        rest = rest is ['-' or '+', ..] ? rest[1..] : rest;
        if (rest is "0")
        {
            return TimeSpan.Zero;
        }

        var seconds = 0.0;
        if (rest.IsEmpty)
        {
            return null;
        }

        while (!rest.IsEmpty)
        {
            if (TakePart(ref rest) is not { } part)
            {
                return null;
            }

            seconds += part;
        }

        return seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(sign * seconds) : null;
    }

    private static double? TakePart(ref ReadOnlySpan<char> rest)
    {
        var digits = rest.IndexOfAnyExcept(s_ofNumbers);
        if (digits < 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        rest = rest[digits..];
        var letters = rest.IndexOfAny(s_ofNumbers);
        var unit = letters < 0 ? rest : rest[..letters];
        rest = rest[unit.Length..];
        return unit switch
        {
            "ns" => number / 1e9,
            "us" or "\u00b5s" or "\u03bcs" => number / 1e6,
            "ms" => number / 1e3,
            "s" => number,
            "m" => number * 60,
            "h" => number * 3600,
            _ => null,
        };
    }
}
