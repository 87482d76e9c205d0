using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd;

/// <summary>Podman drives the runtime.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
[Needs(Requirement.Binary, "podman")]
[Needs(Requirement.Binary, "conmon")]
public sealed class PodmanSpecs : ContainerTest
{
    [Fact]
    public async Task A_container_runs_and_goes()
    {
        var podman = new Podman(Room);
        var bundle = NewBundle();

        var result = await podman.Invoke("run", "--rm", "--network", "none", "--rootfs", bundle.RootFilesystem, "echo", "hello");

        result.ShouldSucceed().Output.Should().Be("hello\n");
        (await podman.Invoke("ps", "--all", "--quiet")).ShouldSucceed().Output.Should().BeEmpty();
    }
}
