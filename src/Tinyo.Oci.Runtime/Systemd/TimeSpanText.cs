using System.Globalization;

namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>Reads spans of time as systemd.time(7) has them, as <c>5s</c> or <c>1min 30s</c>.</summary>
internal static class TimeSpanText
{
    /// <summary>Microseconds; null for what is no span, or has no unit.</summary>
    public static ulong? TryParse(string text)
    {
        if (text is "infinity")
        {
            return ulong.MaxValue;
        }

        ulong? sum = null;
        for (var rest = text.AsSpan().Trim(); !rest.IsEmpty; rest = rest.TrimStart())
        {
            var digits = Length(rest, static character => char.IsAsciiDigit(character));
            var letters = Length(rest[digits..], static character => char.IsAsciiLetter(character));
            var unit = Unit(rest.Slice(digits, letters));
            if (unit == 0 || !ulong.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > long.MaxValue / unit)
            {
                return null;
            }

            sum = (sum ?? 0) + count * unit;
            rest = rest[(digits + letters)..];
        }

        return sum;
    }

    private static int Length(ReadOnlySpan<char> text, Predicate<char> belongs)
    {
        var length = 0;
        while (length < text.Length && belongs(text[length]))
        {
            length++;
        }

        return length;
    }

    private static ulong Unit(ReadOnlySpan<char> name) => name switch
    {
        "us" or "usec" => 1,
        "ms" or "msec" => 1000,
        "s" or "sec" or "second" or "seconds" => 1_000_000,
        "m" or "min" or "minute" or "minutes" => 60_000_000,
        "h" or "hr" or "hour" or "hours" => 3_600_000_000,
        "d" or "day" or "days" => 86_400_000_000,
        "w" or "week" or "weeks" => 604_800_000_000,
        _ => 0,
    };
}
