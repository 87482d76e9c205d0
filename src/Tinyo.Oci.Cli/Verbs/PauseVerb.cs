using Tinyo.Oci.Runtime.Lifecycle;

namespace Tinyo.Oci.Cli.Verbs;

/// <summary><c>pause ID</c>: suspends all processes of a container.</summary>
internal static class PauseVerb
{
    public static int Execute(Invocation invocation)
    {
        PauseOperation.Execute(invocation.Context, invocation.Id);
        return 0;
    }
}
