using System.Globalization;
using Tinyo.Oci.Runtime.Systemd;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups.Units;

/// <summary>The properties that annotations of the form <c>org.systemd.property.NAME</c> ask for.</summary>
internal static class AnnotationProperties
{
    private const string Prefix = "org.systemd.property.";
    private const string Seconds = "Sec";
    private const ulong Microseconds = 1_000_000;

    /// <summary>Reads them, in the order of their names.</summary>
    public static IReadOnlyList<UnitProperty> Parse(IReadOnlyDictionary<string, string> annotations)
    {
        var properties = new List<UnitProperty>();
        foreach (var (key, text) in annotations)
        {
            if (key.StartsWith(Prefix, StringComparison.Ordinal) && key.Length > Prefix.Length)
            {
                properties.Add(Parse(key, key[Prefix.Length..], text));
            }
        }

        properties.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return properties;
    }

    private static UnitProperty Parse(string key, string name, string text)
    {
        if (name.Length < 3 || name.AsSpan().ContainsAnyExcept(s_letters))
        {
            throw new OciException($"annotation '{key}' names no property: three letters or more are expected, and letters only");
        }

        try
        {
            // D-Bus has only microseconds, under a name of their own; what ends in USec is that already.
            return IsInSeconds(name)
                ? new UnitProperty($"{name[..^Seconds.Length]}USec", DBusValue.Of(TimeSpanText.TryParse(text) ?? ToMicroseconds(GVariantTyper.Parse(text))))
                : new UnitProperty(name, GVariantTyper.Parse(text));
        }
        catch (OciException failure)
        {
            throw new OciException($"annotation '{key}': {failure.Message}", failure);
        }
    }

    private static bool IsInSeconds(string name) =>
        name.EndsWith(Seconds, StringComparison.Ordinal) && name.Length > Seconds.Length && char.IsAsciiLetterLower(name[^(Seconds.Length + 1)]);

    private static ulong ToMicroseconds(DBusValue value)
    {
        var seconds = value.Signature switch
        {
            "d" => BitConverter.UInt64BitsToDouble(value.Bits),
            "n" or "i" or "x" => (long)value.Bits,
            "y" or "q" or "u" or "t" => value.Bits,
            _ => double.NaN,
        };

        return seconds >= 0 && seconds * Microseconds < ulong.MaxValue
            ? (ulong)(seconds * Microseconds)
            : throw new OciException(string.Create(CultureInfo.InvariantCulture, $"{value} is no number of seconds"));
    }

    private static readonly System.Buffers.SearchValues<char> s_letters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
}
