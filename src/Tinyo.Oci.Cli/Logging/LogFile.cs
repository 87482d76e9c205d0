using System.Text;
using Microsoft.Extensions.Logging;
using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Cli.Logging;

/// <summary>The log: a file that several invocations append to at once, or standard error.</summary>
internal sealed class LogFile(Sink sink, LogFormat format, LogLevel threshold, Func<DateTime> now) : ILogger
{
    /// <summary>Whether lines go elsewhere than to standard error.</summary>
    public bool IsFile { get; private init; }

    /// <summary>Opens what the flags name; the file is made at once, so that a bad path is told even when all else goes well.</summary>
    public static LogFile Open(LogSettings settings, Caller caller)
    {
        if (settings.File is not { } path)
        {
            return new LogFile(caller.Error, settings.Format, settings.Threshold, () => DateTime.UtcNow);
        }

        // A line that can't be written must not fail the container.
        var file = FileSystem.Open(path, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_APPEND, Mode.O644);
        return new LogFile(bytes => FileSystem.TryWrite(file, bytes), settings.Format, settings.Threshold, () => DateTime.UtcNow) { IsFile = true };
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= threshold && logLevel != LogLevel.None;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Write(logLevel, formatter(state, exception));
        }
    }

    /// <summary>Writes one line whatever the threshold.</summary>
    public void Write(LogLevel level, string message) => sink(Encoding.UTF8.GetBytes(LogLine.Write(format, level, message, now())));
}
