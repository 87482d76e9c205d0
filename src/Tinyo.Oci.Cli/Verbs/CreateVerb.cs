using Tinyo.Oci.Cli.Grammar;
using Tinyo.Oci.Runtime.Lifecycle;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Cli.Verbs;

/// <summary><c>create ID</c>: makes a container and leaves it waiting for start.</summary>
internal static class CreateVerb
{
    public static int Execute(Invocation invocation)
    {
        CreateOperation.Execute(invocation.Context, Request(invocation.Arguments, invocation.Caller));
        return 0;
    }

    /// <summary>The request that <c>create</c> and <c>run</c> have in common.</summary>
    public static CreateRequest Request(Arguments arguments, Caller caller)
    {
        var flags = arguments.Flags;
        return new()
        {
            Id = ContainerId.Parse(arguments.Positionals[0]),
            Bundle = caller.Absolute(flags.Text("bundle") is { Length: > 0 } bundle ? bundle : caller.Directory()),
            Config = Absolute("config"),
            ConsoleSocket = Absolute("console-socket"),
            PidfdSocket = Absolute("pidfd-socket"),
            PidFile = Absolute("pid-file"),
            NoPivot = flags.Switch("no-pivot"),
            NoNewKeyring = flags.Switch("no-new-keyring"),
            PreserveFds = PreserveFds(flags),
        };

        // An empty value is none: engines pass on what their users left empty.
        string? Absolute(string name) => flags.Text(name) is { Length: > 0 } path ? caller.Absolute(path) : null;
    }

    /// <summary>How many descriptors after stdio are passed on.</summary>
    public static int PreserveFds(FlagValues flags) => flags.Number("preserve-fds") switch
    {
        null => 0,
        >= 0 and <= int.MaxValue and var count => (int)count,
        var count => throw new OciException($"--preserve-fds {count} is not a count of descriptors"),
    };
}
