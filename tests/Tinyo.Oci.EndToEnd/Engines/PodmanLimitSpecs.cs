using System.Globalization;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>Podman sets, changes and reads limits.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.CgroupV1)]
[Needs(Requirement.Binary, "busybox")]
[Needs(Requirement.Binary, "podman")]
[Needs(Requirement.Binary, "conmon")]
public sealed class PodmanLimitSpecs(PodmanWithImage podman) : IClassFixture<PodmanWithImage>, IAsyncDisposable
{
    private readonly List<string> _ids = [];

    [Fact]
    public async Task Limits_reach_the_kernel()
    {
        var id = await Start("--memory", "64m", "--memory-swap", "128m", "--cpus", "0.5", "--pids-limit", "50", "--cpuset-cpus", "0");

        (await Value(id, "memory", "memory.limit_in_bytes")).Should().Be("67108864");
        (await Value(id, "memory", "memory.memsw.limit_in_bytes")).Should().Be("134217728");
        (await Value(id, "cpu", "cpu.cfs_quota_us")).Should().Be("50000");
        (await Value(id, "pids", "pids.max")).Should().Be("50");
        (await Value(id, "cpuset", "cpuset.cpus")).Should().Be("0");
    }

    [Fact]
    public async Task A_device_can_be_used()
    {
        var id = await Start("--device", "/dev/fuse:/dev/mine:r");

        (await Value(id, "devices", "devices.list")).Should().Contain("c 10:229 r").And.NotContain("a *:*");
    }

    [Fact]
    public async Task Limits_change_while_it_runs()
    {
        var id = await Start("--memory", "64m");

        (await podman.Invoke("update", "--memory", "48m", "--cpu-shares", "512", id)).ShouldSucceed();

        (await Value(id, "memory", "memory.limit_in_bytes")).Should().Be("50331648");
        (await Value(id, "cpu", "cpu.shares")).Should().Be("512");
    }

    [Fact]
    public async Task It_pauses_and_goes_on()
    {
        var id = await Start();

        (await podman.Invoke("pause", id)).ShouldSucceed();
        var paused = await Status(id);
        (await podman.Invoke("unpause", id)).ShouldSucceed();

        (paused, await Status(id)).Should().Be(("paused", "running"));
    }

    [Fact]
    public async Task Its_use_is_shown()
    {
        var id = await Start("--memory", "64m");

        var result = await podman.Invoke("stats", "--no-stream", "--format", "{{.MemUsage}} {{.PIDs}}", id);

        result.ShouldSucceed().Text.Should().EndWith("/ 67.11MB 1");
    }

    [Fact]
    public async Task Its_processes_are_shown()
    {
        var id = await Start();

        var lines = (await podman.Invoke("top", id, "pid", "comm", "hpid")).ShouldSucceed().Lines;

        lines.Should().HaveCount(2);
        lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Should().Equal("1", "sleep", $"{await Pid(id)}");
    }

    [Fact]
    public async Task A_device_that_is_not_given_is_denied()
    {
        var id = await Start();

        var list = await Value(id, "devices", "devices.list");

        list.Should().NotContain("c 1:11").And.NotContain("c 10:229").And.Contain("c 1:3 rwm");
    }

    /// <summary>Everything that the test started must be gone.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var id in _ids)
        {
            await podman.Invoke("rm", "--force", "--ignore", "--time", "0", id);
            await Leftovers.CheckEngine(id, podman.Room, PodmanWithImage.StateRoot);
        }
    }

    private async Task<string> Start(params string[] flags)
    {
        var result = await podman.Invoke(["run", "--detach", "--cgroup-parent", podman.CgroupParent, "--network", "none", .. flags, PodmanWithImage.Image, "sleep", "100"]);
        _ids.Add(result.ShouldSucceed().Text);
        return _ids[^1];
    }

    private async Task<string> Status(string id) => (await podman.Invoke("inspect", "--format", "{{.State.Status}}", id)).ShouldSucceed().Text;

    private async Task<string> Value(string id, string controller, string file) =>
        await HostCgroup.Value(new HostProcess(await Pid(id)), controller, file);

    private async Task<int> Pid(string id) =>
        int.Parse((await podman.Invoke("inspect", "--format", "{{.State.Pid}}", id)).ShouldSucceed().Text, CultureInfo.InvariantCulture);
}
