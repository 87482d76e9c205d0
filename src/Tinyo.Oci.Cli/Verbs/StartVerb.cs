using Tinyo.Oci.Runtime.Lifecycle;

namespace Tinyo.Oci.Cli.Verbs;

/// <summary><c>start ID</c>: lets a created container's program run.</summary>
internal static class StartVerb
{
    public static int Execute(Invocation invocation)
    {
        StartOperation.Execute(invocation.Context, invocation.Id);
        return 0;
    }
}
