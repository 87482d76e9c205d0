using Tinyo.Oci.Cli.Grammar;
using Tinyo.Oci.Runtime.Lifecycle;

namespace Tinyo.Oci.Cli.Verbs;

/// <summary><c>run ID</c>: creates, starts and waits; its exit code is the program's.</summary>
internal static class RunVerb
{
    public static int Execute(Invocation invocation) =>
        RunOperation.Execute(invocation.Context, Request(invocation.Arguments, invocation.Caller));

    public static RunRequest Request(Arguments arguments, Caller caller) => new()
    {
        Create = CreateVerb.Request(arguments, caller),
        Detach = arguments.Flags.Switch("detach"),
        Keep = arguments.Flags.Switch("keep"),
        NoSubreaper = arguments.Flags.Switch("no-subreaper"),
    };
}
