using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Systemd;

/// <summary>Podman, which has systemd make the cgroups and looks for its containers there.</summary>
[Needs(Requirement.CgroupV2)]
[Needs(Requirement.Binary, "podman")]
public sealed class PodmanUnitSpecs : SystemdTest
{
    [Fact]
    public async Task Its_containers_are_scopes_with_their_limits_that_it_finds_and_removes()
    {
        NeedController("memory");
        NeedController("pids");
        var podman = new Podman(Room, "systemd");
        var (name, rootfs) = (NewId(), NewBundle().RootFilesystem);

        var run = (await podman.Invoke("run", "--detach", "--name", name, "--network=none", "--memory=64m", "--pids-limit=40", "--rootfs", rootfs, "sleep", "100"))
            .ShouldSucceed();
        var unit = new SystemdUnit($"libpod-{run.Text}.scope");

        unit.IsActive.Should().BeTrue();
        (unit["Slice"], unit["MemoryMax"], unit["TasksMax"]).Should().Be(("machine.slice", "67108864", "40"));
        (await podman.Invoke("stats", "--no-stream", "--format", "{{.PIDs}}", name)).ShouldSucceed().Text.Should().Be("1");
        (await podman.Invoke("pause", name)).ShouldSucceed();
        unit.File("cgroup.freeze").Should().Be("1");
        (await podman.Invoke("unpause", name)).ShouldSucceed();
        (await podman.Invoke("top", name, "args")).ShouldSucceed().Text.Should().Contain("sleep 100");
        (await podman.Invoke("rm", "--force", "--time=0", name)).ShouldSucceed();
        unit.IsLoaded.Should().BeFalse();
    }
}
