using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd;

/// <summary>A container's whole life, verb by verb.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
public sealed class LifecycleSpecs : ContainerTest
{
    [Fact]
    public async Task Run_prints_what_the_program_prints()
    {
        var bundle = NewBundle().WithScript("echo hello; echo oops >&2");

        var result = await Run(bundle);

        result.ShouldSucceed();
        result.Output.Should().Be("hello\n");
        result.Errors.Should().Be("oops\n");
    }
}
