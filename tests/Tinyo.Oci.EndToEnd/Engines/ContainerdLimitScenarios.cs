using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>containerd sets limits, pauses, and reads what is used.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.CgroupV1)]
[Needs(Requirement.Binary, "busybox")]
public abstract class ContainerdLimitScenarios(Containerd containerd) : IAsyncDisposable
{
    private readonly List<string> _ids = [];

    [Fact]
    public async Task Limits_reach_the_kernel()
    {
        var id = await Start("--memory-limit", "67108864", "--cpus", "0.5");

        var process = HostProcess.All().First(process => process.Cgroups.Contains($"/{id}\n"));

        (await HostCgroup.Value(process, "memory", "memory.limit_in_bytes")).Should().Be("67108864");
        (await HostCgroup.Value(process, "cpu", "cpu.cfs_quota_us")).Should().Be("50000");
    }

    [Fact]
    public async Task It_pauses_and_goes_on()
    {
        var id = await Start();

        (await containerd.Call("task", "pause", id)).ShouldSucceed();
        var paused = (await containerd.Call("task", "ls")).Output;
        (await containerd.Call("task", "resume", id)).ShouldSucceed();

        paused.Should().MatchRegex($"{id} +[0-9]+ +PAUSED");
        (await containerd.Call("task", "ls")).Output.Should().MatchRegex($"{id} +[0-9]+ +RUNNING");
    }

    [Fact]
    public async Task A_paused_one_is_killed_and_removed()
    {
        var id = await Start();
        (await containerd.Call("task", "pause", id)).ShouldSucceed();

        (await containerd.Call("task", "rm", "--force", id)).ExitCode.Should().BeOneOf(0, 137);

        (await containerd.Call("task", "ls")).Output.Should().NotContain(id);
    }

    [Fact]
    public async Task Its_processes_are_shown()
    {
        var id = await Start();
        var process = HostProcess.All().First(process => process.Cgroups.Contains($"/{id}\n"));

        var result = await containerd.Call("task", "ps", id);

        result.ShouldSucceed().Lines.Should().HaveCount(2);
        result.Lines[1].Should().StartWith($"{process.Pid} ");
    }

    [Fact]
    public async Task Its_use_is_shown()
    {
        var id = await Start("--memory-limit", "67108864");

        var result = await containerd.Call("task", "metrics", "--format", "json", id);

        result.ShouldSucceed().Output.Should().Contain("67108864");
    }

    /// <summary>Everything that the test started must be gone.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var id in _ids)
        {
            await containerd.Call("task", "rm", "--force", id);
            await containerd.Call("container", "rm", id);
            await Leftovers.CheckEngine(id, id, containerd.StateRoot);
        }

        GC.SuppressFinalize(this);
    }

    private async Task<string> Start(params string[] flags)
    {
        _ids.Add(Workspace.NewId());
        (await containerd.Run(_ids[^1], ["--detach", .. flags], "sleep", "100")).ShouldSucceed();
        return _ids[^1];
    }
}
