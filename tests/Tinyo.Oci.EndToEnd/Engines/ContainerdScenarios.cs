using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>containerd drives the runtime through its shim, as it would drive runc.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
public abstract class ContainerdScenarios(Containerd containerd) : IAsyncDisposable
{
    private readonly List<string> _ids = [];

    [Fact]
    public async Task Run_prints_and_removes()
    {
        var id = NewId();

        var result = await containerd.Run(id, ["--rm"], "echo", "hello");

        result.ShouldSucceed().Output.Should().Be("hello\n");
        (await containerd.Call("container", "ls", "--quiet")).ShouldSucceed().Output.Should().BeEmpty("--rm leaves nothing");
    }

    [Fact]
    public async Task Run_exits_as_the_program_does()
    {
        var result = await containerd.Run(NewId(), ["--rm"], "sh", "-c", "echo oops >&2; exit 7");

        result.ShouldExitWith(7).Errors.Should().StartWith("oops\n");
    }

    [Fact]
    public async Task A_detached_container_is_listed_killed_and_removed()
    {
        var id = await Start("sleep", "100");
        (await Tasks()).Should().MatchRegex($"{id} +[0-9]+ +RUNNING");

        (await containerd.Call("task", "kill", "--signal", "KILL", id)).ShouldSucceed();
        await WaitForStop(id);

        (await containerd.Call("task", "rm", id)).Errors.Should().Contain("exit code 137");
        (await containerd.Call("container", "rm", id)).ShouldSucceed();
        (await Tasks()).Should().NotContain(id);
        (await containerd.Call("container", "ls", "--quiet")).Output.Should().BeEmpty();
    }

    [Fact]
    public async Task A_signal_reaches_the_program()
    {
        var id = await Start("sh", "-c", "trap 'exit 3' TERM; while :; do sleep 0.05; done");
        await WaitForTheTrap(id);

        (await containerd.Call("task", "kill", id)).ShouldSucceed();
        await WaitForStop(id);

        (await containerd.Call("task", "rm", id)).Errors.Should().Contain("exit code 3");
    }

    [Fact]
    public async Task Kill_all_ends_every_process()
    {
        var id = await Start("sh", "-c", "sleep 100 & sleep 100");

        (await containerd.Call("task", "kill", "--all", "--signal", "KILL", id)).ShouldSucceed();

        await WaitForStop(id);
    }

    [Fact]
    public async Task Ps_shows_the_hosts_numbers_of_all_processes()
    {
        var id = await Start("sh", "-c", "sleep 100 & sleep 100");

        var processes = (await Numbers(id)).Select(number => new HostProcess(number)).ToArray();

        processes.Should().HaveCountGreaterThanOrEqualTo(2);
        processes.Should().OnlyContain(process => process.Cgroups.Contains(id));
    }

    [Fact]
    public async Task A_container_that_was_killed_can_not_be_killed_again()
    {
        var id = await Start("sleep", "100");
        (await containerd.Call("task", "kill", "--signal", "KILL", id)).ShouldSucceed();
        await WaitForStop(id);

        var result = await containerd.Call("task", "kill", "--signal", "KILL", id);

        result.ShouldExitWith(1).Errors.Should().Contain("not found", "the shim must know the runtime's 'container not running'");
    }

    [Fact]
    public async Task Delete_takes_a_running_container_by_force()
    {
        var id = await Start("sleep", "100");

        (await containerd.Call("task", "rm", "--force", id)).ExitCode.Should().BeOneOf(0, 137);

        (await Tasks()).Should().NotContain(id);
    }

    [Theory]
    [InlineData("A=b", "echo A=$A", "--env", "A=b")]
    [InlineData("/tmp", "pwd", "--cwd", "/tmp")]
    [InlineData("lo", "ls /sys/class/net")]
    [InlineData("touch: /x: Read-only file system", "touch /x 2>&1 || true", "--read-only")]
    [InlineData("touch: /mnt/x: Read-only file system", "touch /mnt/x 2>&1 || true", "--mount", "type=bind,src=/usr,dst=/mnt,options=rbind:ro")]
    [InlineData("CapEff:\t00000000a80425db", "grep CapEff /proc/self/status", "--cap-drop", "CAP_KILL")]
    [InlineData("NoNewPrivs:\t1", "grep NoNewPrivs /proc/self/status")]
    public async Task An_option_acts(string output, string script, params string[] flags)
    {
        var result = await containerd.Run(NewId(), ["--rm", .. flags], "sh", "-c", script);

        result.ShouldSucceed().Text.Should().Be(output);
    }

    [Fact]
    public async Task The_hosts_network_is_seen()
    {
        var result = await containerd.Run(NewId(), ["--rm", "--net-host"], "readlink", "/proc/self/ns/net");

        result.ShouldSucceed().Text.Should().Be(new HostProcess(Environment.ProcessId).Namespace("net"));
    }

    [Fact]
    public async Task Exec_runs_in_the_container()
    {
        var id = await Start("sleep", "100");

        var result = await containerd.Call("task", "exec", "--fifo-dir", $"{containerd.Room}/fifo", "--exec-id", "one", id, "sh", "-c", "cat /proc/1/comm; exit 5");

        result.ShouldExitWith(5).Output.Should().Be("sleep\n");
    }

    [Theory]
    [InlineData("/no/such/program", "no such file or directory")]
    [InlineData("no-such-program", "executable file not found in $PATH")]
    [InlineData("/etc/plain", "permission denied")]
    public async Task A_program_that_can_not_be_executed_there_is_named(string program, string reason)
    {
        var id = await Start("sleep", "100");

        var result = await containerd.Call("task", "exec", "--fifo-dir", $"{containerd.Room}/fifo", "--exec-id", "one", id, program);

        result.ExitCode.Should().NotBe(0);
        result.Errors.Should().Contain("OCI runtime exec failed: ").And.Contain(program).And.ContainEquivalentOf(reason);
    }

    [Fact]
    public async Task A_detached_program_is_in_the_container_until_it_is_killed()
    {
        var id = await Start("sleep", "100");

        (await containerd.Call("task", "exec", "--detach", "--fifo-dir", $"{containerd.Room}/fifo", "--exec-id", "two", id, "sleep", "200")).ShouldSucceed();
        (await Numbers(id)).Should().HaveCount(2);
        (await containerd.Call("task", "kill", "--exec-id", "two", "--signal", "KILL", id)).ShouldSucceed();

        await WaitUntil(async () => (await Numbers(id)).Count() == 1);
    }

    [Theory]
    [InlineData("/no/such/program", "no such file or directory")]
    [InlineData("no-such-program", "executable file not found in $PATH")]
    [InlineData("/etc/plain", "permission denied")]
    public async Task A_program_that_can_not_run_is_named(string program, string reason)
    {
        var result = await containerd.Run(NewId(), ["--rm"], program);

        result.ExitCode.Should().Be(1);
        result.Errors.Should().Contain("OCI runtime create failed: ").And.Contain(program).And.ContainEquivalentOf(reason);
    }

    [Fact]
    public async Task Attach_shows_what_comes_and_exits_as_the_program_does()
    {
        var id = await Start("sh", "-c", "sleep 1; echo late; exit 4");

        var result = await containerd.Call("task", "attach", id);

        result.ShouldExitWith(4).Output.Should().Be("late\n");
    }

    [Fact]
    public async Task Fifty_containers_run_at_once()
    {
        var root = new TestBundle(Path.Combine(containerd.Room, "shared")).RootFilesystem;
        var ids = Enumerable.Range(0, 50).Select(_ => NewId()).ToArray();

        var results = await Task.WhenAll(ids.Select(id => containerd.RunRoot(id, root, "/bin/echo", id)));

        results.Select(result => result.ShouldSucceed().Text).Should().Equal(ids);
        Directory.EnumerateFileSystemEntries(containerd.StateRoot).Should().BeEmpty();
    }

    [Fact]
    public async Task An_error_in_the_configuration_reaches_the_caller()
    {
        var result = await containerd.Run(NewId(), ["--rm", "--mount", "type=bind,src=/no/such/source,dst=/mnt,options=bind"], "true");

        result.ExitCode.Should().Be(1);
        result.Errors.Should().Contain("OCI runtime create failed: ").And.Contain("/no/such/source");
    }

    /// <summary>Everything that the test started must be gone.</summary>
    public async ValueTask DisposeAsync()
    {
        var known = !containerd.IsThere ? [] : (await containerd.Call("container", "ls", "--quiet")).Lines;
        foreach (var id in _ids.Intersect(known))
        {
            await containerd.Call("task", "rm", "--force", id);
            await containerd.Call("container", "rm", id);
        }

        foreach (var id in _ids)
        {
            await Leftovers.CheckEngine(id, id, containerd.StateRoot);
        }

        GC.SuppressFinalize(this);
    }

    private string NewId()
    {
        _ids.Add(Workspace.NewId());
        return _ids[^1];
    }

    private async Task<string> Start(params string[] program)
    {
        var id = NewId();
        (await containerd.Run(id, ["--detach"], program)).ShouldSucceed();
        return id;
    }

    private async Task<string> Tasks() => (await containerd.Call("task", "ls")).ShouldSucceed().Output;

    private async Task<IEnumerable<int>> Numbers(string id) =>
        (await containerd.Call("task", "ps", id)).ShouldSucceed().Lines.Skip(1).Select(line => int.Parse(line.Split(' ')[0], null));

    private Task WaitForStop(string id) => WaitUntil(async () => (await Tasks()).Split('\n').Any(line => line.Contains(id) && line.Contains("STOPPED")));

    // The shell has set its trap once it runs sleep.
    private Task WaitForTheTrap(string id) => WaitUntil(async () => (await Numbers(id)).Count() > 1);

    private static async Task WaitUntil(Func<Task<bool>> condition)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(15); !await condition(); await Task.Delay(30))
        {
            Assert.True(DateTime.UtcNow < deadline, "the container did not do in 15 seconds what it was waited for");
        }
    }
}
