using Tinyo.Oci.Runtime.Lifecycle;

namespace Tinyo.Oci.Cli.Verbs;

/// <summary><c>delete ID</c>: removes a stopped container, with <c>--force</c> any.</summary>
internal static class DeleteVerb
{
    public static int Execute(Invocation invocation)
    {
        var force = invocation.Arguments.Flags.Switch("force");
        return Selection.ForEach(invocation, (context, id) => DeleteOperation.Execute(context, id, force));
    }
}
