using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Tinyo.Oci.Cli.Formats;

namespace Tinyo.Oci.Cli.Logging;

/// <summary>Writes one line of the log.</summary>
internal static class LogLine
{
    public static string Write(LogFormat format, LogLevel level, string message, DateTime time) => format switch
    {
        LogFormat.Json => Json(level, message, time),
        LogFormat.Text => $"time=\"{GoTime.Seconds(time)}\" level={Name(level)} msg={Quote(message)}\n",
        _ => level >= LogLevel.Error ? $"tinyo-oci: {OneLine(message)}\n" : $"tinyo-oci: {Name(level)}: {OneLine(message)}\n",
    };

    /// <summary>A message that can't break out of its line or talk to the terminal.</summary>
    public static string OneLine(string message)
    {
        var line = message.ToCharArray();
        for (var index = 0; index < line.Length; index++)
        {
            line[index] = char.IsControl(line[index]) ? ' ' : line[index];
        }

        return new string(line);
    }

    private static string Json(LogLevel level, string message, DateTime time) => new StringBuilder()
        .Append("{\"level\":\"").Append(Name(level))
        .Append("\",\"msg\":").AppendJson(message)
        .Append(",\"time\":\"").Append(GoTime.Seconds(time))
        .Append("\"}\n")
        .ToString();

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Warning => "warning",
        LogLevel.Information => "info",
        LogLevel.Debug or LogLevel.Trace => "debug",
        _ => "error",
    };

    // logrus leaves a plain word bare and quotes everything else as Go's %q does.
    private static string Quote(string message)
    {
        if (!message.AsSpan().ContainsAnyExcept(s_bare))
        {
            return message;
        }

        var quoted = new StringBuilder("\"");
        foreach (var character in message)
        {
            _ = character switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append(@"\\"),
                '\n' => quoted.Append(@"\n"),
                '\r' => quoted.Append(@"\r"),
                '\t' => quoted.Append(@"\t"),
                < ' ' or '\u007f' => quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}"),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append('"').ToString();
    }

    private static readonly System.Buffers.SearchValues<char> s_bare =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._/@^+");
}
