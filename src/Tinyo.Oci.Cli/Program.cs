using System.Text;
using Microsoft.Extensions.Logging;
using Tinyo.Oci.Cli.Grammar;
using Tinyo.Oci.Cli.Logging;
using Tinyo.Oci.Cli.Verbs;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Runtime.Init;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Cli;

/// <summary>The way in and the only way out: a command line becomes an exit code.</summary>
internal static class Program
{
    /// <summary>Does what the command line says; every failure ends here, told once.</summary>
    internal static int Run(string[] words, Caller caller)
    {
        var arguments = Arguments.Parse(words);
        LogFile? log = null;
        try
        {
            log = LogFile.Open(LogSettings.From(arguments.Globals), caller);
            return arguments.Problem is { } problem
                ? throw new OciException(problem)
                : Dispatcher.Execute(new Invocation(arguments, caller, log));
        }
        catch (Exception error)
        {
            Tell(Describe(error), log, caller);
            return arguments.Problem is null ? arguments.Verb?.FailureCode ?? 1 : 1;
        }
    }

    private static int Main(string[] words)
    {
        // Init comes before everything else: it is the start-up path of every container.
        if (InitStub.IsAsked(words))
        {
            return InitStub.Run(words);
        }

        StandardStreams.FillGaps();
        return Run(words, Caller.OfProcess());
    }

    private static string Describe(Exception error) => error is OciException or LinuxException
        ? error.Message
        : $"internal error: {error.GetType().Name}: {error.Message}";

    // To the log for the engine, and to stderr for whoever reads that: conmon, containerd and people do.
    private static void Tell(string text, LogFile? log, Caller caller)
    {
        log?.Write(LogLevel.Error, text);
        if (log is null or { IsFile: true })
        {
            caller.Error(Encoding.UTF8.GetBytes(log is null
                ? LogLine.Write(LogFormat.Plain, LogLevel.Error, text, default)
                : $"{LogLine.OneLine(text)}\n"));
        }
    }
}
