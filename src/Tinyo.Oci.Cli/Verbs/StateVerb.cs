using Tinyo.Oci.Cli.Formats;
using Tinyo.Oci.Runtime.Lifecycle;

namespace Tinyo.Oci.Cli.Verbs;

/// <summary><c>state ID</c>: prints one container's state.</summary>
internal static class StateVerb
{
    public static int Execute(Invocation invocation)
    {
        var report = StateOperation.Execute(invocation.Context, invocation.Id);
        invocation.Caller.Print(ReportJson.State(report));
        return 0;
    }
}
