using System.Globalization;

namespace Tinyo.Oci.Cli.Formats;

/// <summary>Times in UTC as Go's time package writes them.</summary>
internal static class GoTime
{
    /// <summary>RFC3339, whole seconds.</summary>
    public static string Seconds(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>RFC3339Nano: the fraction only as long as it needs to be.</summary>
    public static string Nanoseconds(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
