using Tinyo.Oci.Cli.Formats;
using Tinyo.Oci.Runtime.Lifecycle;

namespace Tinyo.Oci.Cli.Verbs;

/// <summary><c>ps ID [ps options]</c>: prints a container's processes, as pids or as the host's <c>ps</c> shows them.</summary>
internal static class PsVerb
{
    public static int Execute(Invocation invocation)
    {
        var isJson = OutputFormat.IsJson(invocation.Arguments.Flags);
        var pids = PsOperation.Execute(invocation.Context, invocation.Id);
        invocation.Caller.Print(isJson
            ? pids.Count > 0 ? $"[{string.Join(',', pids)}]\n" : "null\n" // as Go has it
            : ProcessTable.Filter(invocation.Caller.ProcessStatus(Options(invocation)), pids));
        return 0;
    }

    private static List<string> Options(Invocation invocation)
    {
        List<string> options = [.. invocation.Arguments.Positionals];
        options.RemoveAt(0);
        return options.Count == 0 ? ["-ef"] : options;
    }
}
