using System.Collections;
using System.Text;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Cli;

/// <summary>The host's <c>ps</c>.</summary>
internal static class HostPs
{
    private const string UsualDirectories = "/bin:/usr/bin";

    /// <summary>Runs it, and returns the table that it prints; its warnings go to <paramref name="errors"/>.</summary>
    public static string Run(IReadOnlyList<string> options, Sink errors)
    {
        IReadOnlyList<string> words = ["ps", .. options];
        var outcome = ProgramRunner.Run(Find(), words, CallersEnvironment());
        if (outcome.Status is not { Code: 0, Signal: 0 })
        {
            throw new OciException($"{string.Join(' ', words)}: {outcome.Status}{OnOneLine(outcome.Errors + outcome.Output)}");
        }

        if (outcome.Errors.Length > 0)
        {
            errors(Encoding.UTF8.GetBytes(outcome.Errors));
        }

        return outcome.Output;
    }

    private static string Find()
    {
        var directories = Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } given ? given : UsualDirectories;
        return ProgramPath.TryFind("ps", directories, out var path) is Errno.None
            ? path
            : throw new OciException($"exec: \"ps\": executable file not found in {directories}: install the package procps, or use --format json");
    }

    private static List<string> CallersEnvironment()
    {
        var variables = new List<string>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            variables.Add($"{variable.Key}={variable.Value}");
        }

        return variables;
    }

    private static string OnOneLine(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? "" : $": {string.Join(' ', words)}";
    }
}
