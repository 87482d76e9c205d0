using Tinyo.Oci.Linux.Signals;
using Tinyo.Oci.Runtime.Lifecycle;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Cli.Verbs;

/// <summary><c>kill ID [signal]</c>: sends SIGTERM or another signal.</summary>
internal static class KillVerb
{
    public static int Execute(Invocation invocation)
    {
        var signal = SignalOf(invocation.Arguments.Positionals);
        var all = invocation.Arguments.Flags.Switch("all");
        return Selection.ForEach(invocation, (context, id) => KillOperation.Execute(context, id, signal, all));
    }

    public static Signal SignalOf(IReadOnlyList<string> positionals)
    {
        var text = positionals.Count > 1 ? positionals[1] : "";
        if (text.Length == 0)
        {
            return Signal.Terminate;
        }

        return Signal.TryParse(text, out var signal) ? signal : throw new OciException($"unknown signal \"{text}\"");
    }
}
