using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.CommandLine;

/// <summary>Base of the tests about what the binary prints and where it keeps things.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Tinyo)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
public abstract class CommandLineTest : ContainerTest
{
    /// <summary>The binary with these arguments alone, without <c>--root</c> and marked so that its leftovers are found.</summary>
    private protected Command Bare(params string[] arguments) =>
        new(Infrastructure.Runtime.Binary, arguments) { Environment = new Dictionary<string, string> { [Leftovers.MarkerName] = Room } };
}
