using System.Globalization;

namespace Tinyo.Oci.Cli.Grammar;

/// <summary>Checks a flag's value against what the flag takes, with the spellings and texts of Go's flag package.</summary>
internal static class FlagValue
{
    public static bool IsTrue(string text) => text is "1" or "t" or "T" or "true" or "TRUE" or "True";

    public static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    /// <summary>What is wrong with <paramref name="value"/>, null when it fits; <paramref name="spelling"/> is how the caller wrote the flag.</summary>
    public static string? Problem(Flag flag, string spelling, string value) => flag.Kind switch
    {
        FlagKind.Switch when !IsTrue(value) && !IsFalse(value) => $"invalid boolean value \"{value}\" for -{spelling}: parse error",
        FlagKind.Number when !TryNumber(value, out _) => $"invalid value \"{value}\" for flag -{spelling}: parse error",
        _ => null,
    };

    public static bool IsFalse(string text) => text is "0" or "f" or "F" or "false" or "FALSE" or "False";
}
