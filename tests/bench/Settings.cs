using System.Globalization;

namespace Tinyo.Oci.Bench;

/// <summary>What the caller's environment says.</summary>
internal static class Settings
{
    /// <summary>How often each is measured.</summary>
    public static int Rounds { get; } = Number("BENCH_ROUNDS", 200);

    /// <summary>Milliseconds between two measurements.</summary>
    public static int Pause { get; } = Number("BENCH_PAUSE", 0);

    /// <summary>The Markdown file to write; null for none.</summary>
    public static string? Report { get; } = Environment.GetEnvironmentVariable("BENCH_REPORT") is { Length: > 0 } file ? file : null;

    private static int Number(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
