using System.Globalization;
using System.Text.Json;

namespace Tinyo.Oci.EndToEnd.Engines.Callers;

/// <summary>The runtime's log in JSON, as engines read it.</summary>
internal static class RuntimeLog
{
    private static readonly string[] s_goTimes = ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    /// <summary>containerd's way: every object of the file, the last one of level <c>error</c>.</summary>
    internal static string LastError(string path)
    {
        var reader = new Utf8JsonReader(File.ReadAllBytes(path), new JsonReaderOptions { AllowMultipleValues = true });
        var last = "";
        while (reader.Read())
        {
            var line = JsonElement.ParseValue(ref reader);
            Time(line);
            last = line.GetProperty("level").GetString() == "error" ? line.GetProperty("msg").GetString()!.Trim() : last;
        }

        return last;
    }

    /// <summary>Podman's way: the whole file is one object; a second one would lose both.</summary>
    internal static string OnlyError(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        Time(document.RootElement);
        document.RootElement.GetProperty("level").GetString().Should().Be("error");
        return document.RootElement.GetProperty("msg").GetString()!;
    }

    // Go's time.Time takes RFC 3339 and nothing else.
    private static void Time(JsonElement line) =>
        DateTimeOffset.ParseExact(line.GetProperty("time").GetString()!, s_goTimes, CultureInfo.InvariantCulture, DateTimeStyles.None)
            .Should().BeCloseTo(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
}
