using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>Docker with systemd on cgroup version 2.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Lab)]
[Needs(Requirement.Systemd)]
[Needs(Requirement.Controller, "memory")]
[Needs(Requirement.Binary, "busybox")]
[Needs(Requirement.NewerEngines)]
public sealed class UnitDockerSpecs(UnitDocker docker) : IClassFixture<UnitDocker>, IAsyncDisposable
{
    private readonly string _name = Workspace.NewId();

    [Fact]
    public async Task Its_containers_are_scopes_whose_limits_can_be_changed()
    {
        (await docker.Call("info", "--format", "{{.CgroupDriver}} {{.CgroupVersion}}")).ShouldSucceed().Text.Should().Be("systemd 2");
        var id = (await Run("--detach", "--memory", "64m", "--cpus", "0.5", "--pids-limit", "40", Docker.Image, "sleep", "1000")).ShouldSucceed().Text;
        var unit = new SystemdUnit($"docker-{id}.scope");
        (unit["Slice"], unit["MemoryMax"], unit["CPUQuotaPerSecUSec"], unit["TasksMax"]).Should().Be(("system.slice", "67108864", "500ms", "40"));

        (await docker.Call("update", "--memory", "48m", "--memory-swap", "96m", _name)).ShouldSucceed();

        (unit["MemoryMax"], unit.File("memory.max"), unit.File("memory.swap.max")).Should().Be(("50331648", "50331648", "50331648"));
        (await docker.Call("stats", "--no-stream", "--format", "{{.MemUsage}} {{.PIDs}}", _name)).ShouldSucceed().Text.Should().EndWith("/ 48MiB 1");
        (await docker.Call("pause", _name)).ShouldSucceed();
        unit.File("cgroup.freeze").Should().Be("1");
        (await docker.Call("unpause", _name)).ShouldSucceed();
        (await docker.Call("rm", "--force", _name)).ShouldSucceed();
        unit.IsLoaded.Should().BeFalse();
    }

    [Fact]
    public async Task A_program_runs_in_its_cgroup_and_it_stops_and_logs()
    {
        (await Run("--detach", "--init", Docker.Image, "sh", "-c", "trap 'echo ending; exit 3' TERM; echo started; while :; do sleep 0.05; done")).ShouldSucceed();

        var exec = await docker.Call("exec", _name, "sh", "-c", "cat /proc/1/comm /proc/self/cgroup; exit 5");
        (await docker.Call("stop", _name)).ShouldSucceed();

        exec.ShouldExitWith(5).Output.Should().Be("docker-init\n0::/\n");
        (await docker.Call("logs", _name)).ShouldSucceed().Output.Should().Be("started\nending\n");
        (await docker.Call("inspect", "--format", "{{.State.ExitCode}}", _name)).Text.Should().Be("3");
    }

    [Fact]
    [Needs(Requirement.AppArmor)]
    public async Task Its_profiles_confine_it_unless_told_otherwise()
    {
        const string Look = "cat /proc/self/attr/current; grep Seccomp: /proc/self/status; mkdir /sys/fs/cgroup/below 2>/dev/null && echo made || echo refused";

        var confined = await Run("--rm", Docker.Image, "sh", "-c", Look);
        var unconfined = await Run("--rm", "--security-opt", "apparmor=unconfined", "--security-opt", "seccomp=unconfined", Docker.Image, "sh", "-c", Look);
        var privileged = await Run("--rm", "--privileged", Docker.Image, "sh", "-c", Look);

        confined.ShouldSucceed().Lines.Should().Equal("docker-default (enforce)", "Seccomp:\t2", "refused");
        unconfined.ShouldSucceed().Lines.Should().Equal("unconfined", "Seccomp:\t0", "refused");
        privileged.ShouldSucceed().Lines.Should().Equal("unconfined", "Seccomp:\t0", "made");
    }

    /// <summary>Everything that the test started must be gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (docker.IsThere)
        {
            await docker.Call("rm", "--force", "--volumes", _name);
            await Leftovers.CheckEngine(_name, _name, docker.StateRoot);
        }
    }

    private Task<CommandResult> Run(params string[] words) => docker.Call(["run", "--runtime", "tinyo-oci", "--network", "none", "--name", _name, .. words]);
}
