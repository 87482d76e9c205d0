using System.Globalization;

namespace Tinyo.Oci.Spec;

/// <summary>A version of the specification: what a configuration says it was written for, and is held to where versions differ.</summary>
public readonly record struct SpecVersion(uint Major, uint Minor)
{
    /// <summary>Up to here a capability that nobody knows is an error; from here on it is a warning.</summary>
    public static SpecVersion ForgivesCapabilities { get; } = new(1, 1);

    /// <summary>Up to here a poststart hook that fails is a warning; from here on it ends the container.</summary>
    public static SpecVersion NeedsPoststart { get; } = new(1, 3);

    /// <summary>Reads a semantic version such as <c>1.0.2-dev</c>; null when the text is none.</summary>
    public static SpecVersion? TryParse(string text)
    {
        var suffix = text.AsSpan().IndexOfAny('-', '+');
        var core = (suffix < 0 ? text : text[..suffix]).Split('.');
        return core.Length is 3 && Number(core[0]) is { } major && Number(core[1]) is { } minor && Number(core[2]) is not null
            ? new SpecVersion(major, minor)
            : null;
    }

    /// <summary>Whether a text is an older version; drafts, of major 0, are read as the newest one.</summary>
    public bool IsAfter(string text) =>
        TryParse(text) is { Major: > 0 } version && (version.Major, version.Minor).CompareTo((Major, Minor)) < 0;

    private static uint? Number(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
