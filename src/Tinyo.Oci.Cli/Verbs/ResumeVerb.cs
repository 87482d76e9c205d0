using Tinyo.Oci.Runtime.Lifecycle;

namespace Tinyo.Oci.Cli.Verbs;

/// <summary><c>resume ID</c>: lets a paused container's processes go on.</summary>
internal static class ResumeVerb
{
    public static int Execute(Invocation invocation)
    {
        ResumeOperation.Execute(invocation.Context, invocation.Id);
        return 0;
    }
}
