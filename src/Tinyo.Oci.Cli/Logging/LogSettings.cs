using Microsoft.Extensions.Logging;
using Tinyo.Oci.Cli.Grammar;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Cli.Logging;

/// <summary>What the global flags say of the log.</summary>
internal sealed record LogSettings(string? File, LogFormat Format, LogLevel Threshold)
{
    public static LogSettings From(FlagValues globals)
    {
        var file = FileOf(globals.Text("log"));
        var level = globals.Switch("debug") ? LogLevel.Debug : LevelOf(globals.Text("log-level"));

        // A person wants to see warnings; Podman wants a file of exactly one line when something fails, and of none when nothing does.
        return new(file, FormatOf(globals.Text("log-format"), file), level ?? (file is null ? LogLevel.Warning : LogLevel.Error));
    }

    private static string? FileOf(string? target) => target switch
    {
        null or "" => null,
        _ when target.StartsWith("file:", StringComparison.Ordinal) => target["file:".Length..],
        _ when target.StartsWith("journald:", StringComparison.Ordinal) || target.StartsWith("syslog:", StringComparison.Ordinal) =>
            throw new OciException($"--log '{target}' is not supported by this build: name a file"),
        _ => target,
    };

    private static LogFormat FormatOf(string? name, string? file) => name switch
    {
        "json" => LogFormat.Json,
        "text" => LogFormat.Text,
        null => file is null ? LogFormat.Plain : LogFormat.Text,
        _ => throw new OciException($"invalid log-format: {name} (text or json)"),
    };

    private static LogLevel? LevelOf(string? name) => name switch
    {
        null => null,
        "error" => LogLevel.Error,
        "warning" or "warn" => LogLevel.Warning,
        "info" => LogLevel.Information,
        "debug" => LogLevel.Debug,
        _ => throw new OciException($"invalid log-level: {name} (error, warning, info or debug)"),
    };
}
