using Tinyo.Oci.Cli.Formats;
using Tinyo.Oci.Runtime.Lifecycle;

namespace Tinyo.Oci.Cli.Verbs;

/// <summary><c>list</c>: prints every container under the state root.</summary>
internal static class ListVerb
{
    public static int Execute(Invocation invocation)
    {
        var flags = invocation.Arguments.Flags;
        var isJson = OutputFormat.IsJson(flags);
        var reports = ListOperation.Execute(invocation.Context);
        invocation.Caller.Print(flags.Switch("quiet") ? ReportTable.Ids(reports) : isJson ? ReportJson.List(reports) : ReportTable.Write(reports));
        return 0;
    }
}
