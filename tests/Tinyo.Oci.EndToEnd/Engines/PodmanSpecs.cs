using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>Podman drives the runtime through conmon, as it would drive runc.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
[Needs(Requirement.Binary, "podman")]
[Needs(Requirement.Binary, "conmon")]
[AlsoInLab]
public sealed class PodmanSpecs(PodmanWithImage podman) : IClassFixture<PodmanWithImage>, IAsyncDisposable
{
    private const string UntilTerm = "trap 'echo ending; exit 3' TERM; echo started; echo oops >&2; while :; do sleep 0.05; done";

    private readonly List<string> _idFiles = [];

    [Fact]
    public async Task Run_prints_and_removes()
    {
        var result = await Run([], "echo", "hello");

        result.ShouldSucceed().Output.Should().Be("hello\n");
        (await podman.Invoke("ps", "--all", "--quiet")).ShouldSucceed().Output.Should().BeEmpty("--rm leaves nothing");
    }

    [Theory]
    [InlineData("exit 7", 7)]
    [InlineData("sh -c 'kill -KILL $$'; exit $?", 137)]
    public async Task Run_exits_as_the_program_does(string script, int code)
    {
        var result = await Run([], "sh", "-c", script);

        result.ShouldExitWith(code);
    }

    [Fact]
    public async Task Input_reaches_the_program()
    {
        var result = await Run(["--interactive"], "sh", "-c", "cat; echo done");

        result.ShouldSucceed().Output.Should().Be("done\n");
    }

    [Fact]
    public async Task A_detached_container_is_listed_logs_and_stops()
    {
        var id = await Start("sh", "-c", UntilTerm);
        await LogsShow(id, "started");

        (await podman.Invoke("ps", "--no-trunc", "--format", "{{.ID}} {{.Status}}")).ShouldSucceed().Text.Should().StartWith($"{id} Up ");
        (await podman.Invoke("stop", "--time", "10", id)).ShouldSucceed();

        (await podman.Invoke("logs", id)).ShouldSucceed().Output.Should().Be("started\nending\n");
        (await Inspect(id))["ExitCode"]!.GetValue<int>().Should().Be(3);
        (await podman.Invoke("rm", id)).ShouldSucceed();
        (await podman.Invoke("ps", "--all", "--quiet")).Output.Should().BeEmpty();
    }

    [Fact]
    public async Task Inspect_tells_the_state_and_the_runtime()
    {
        var id = await Start("sh", "-c", UntilTerm);

        var state = await Inspect(id);

        state["Status"]!.GetValue<string>().Should().Be("running");
        new HostProcess(state["Pid"]!.GetValue<int>()).IsAlive.Should().BeTrue();
        (await podman.Invoke("inspect", "--format", "{{.OCIRuntime}}", id)).Text.Should().Be(Runtime.Binary);
    }

    [Theory]
    [InlineData("KILL", 137)]
    [InlineData("TERM", 3)]
    public async Task Kill_sends_the_signal(string signal, int code)
    {
        var id = await Start("sh", "-c", UntilTerm);
        await LogsShow(id, "started");

        (await podman.Invoke("kill", "--signal", signal, id)).ShouldSucceed();

        (await podman.Invoke("wait", id)).ShouldSucceed().Text.Should().Be($"{code}");
    }

    [Fact]
    public async Task Create_and_start_are_two_steps()
    {
        var id = (await podman.Invoke("create", "--cidfile", NewIdFile(), "--cgroup-parent", podman.CgroupParent, "--network", "none", PodmanWithImage.Image, "echo", "later")).ShouldSucceed().Text;

        var result = await podman.Invoke("start", "--attach", id);

        result.ShouldSucceed().Output.Should().Be("later\n");
    }

    [Fact]
    public async Task A_read_only_root_has_a_writable_tmp()
    {
        var result = await Run(["--read-only"], "sh", "-c", "touch /x; touch /tmp/x && echo tmp is writable");

        result.ShouldSucceed().Output.Should().Be("tmp is writable\n");
        result.Errors.Should().Contain("touch: /x: Read-only file system");
    }

    [Fact]
    public async Task A_volume_is_read_and_written()
    {
        var volume = Workspace.NewRoom("volume");
        File.WriteAllText(Path.Combine(volume, "in"), "in the volume");

        var result = await Run(["--volume", $"{volume}:/volume"], "sh", "-c", "cat /volume/in; echo back > /volume/out");

        result.ShouldSucceed().Output.Should().Be("in the volume");
        File.ReadAllText(Path.Combine(volume, "out")).Should().Be("back\n");
    }

    [Fact]
    public async Task A_read_only_volume_is_only_read()
    {
        var volume = Workspace.NewRoom("volume");
        File.WriteAllText(Path.Combine(volume, "in"), "in the volume");

        var result = await Run(["--volume", $"{volume}:/volume:ro"], "sh", "-c", "cat /volume/in; touch /volume/out");

        result.ShouldExitWith(1).Output.Should().Be("in the volume");
        result.Errors.Should().Contain("touch: /volume/out: Read-only file system");
    }

    [Theory]
    [InlineData("1000:1000:1000", "echo $(id -u):$(id -g):$(id -G)", "--user", "1000:1000")]
    [InlineData("A=b c", "echo A=$A", "--env", "A=b c")]
    [InlineData("tinyo-host", "hostname", "--hostname", "tinyo-host")]
    [InlineData("CapEff:\t0000000000000000", "grep CapEff /proc/self/status", "--cap-drop", "all")]
    [InlineData("CapBnd:\t0000000000000400", "grep CapBnd /proc/self/status", "--cap-drop", "all", "--cap-add", "net_bind_service")]
    [InlineData("99 100", "echo $(ulimit -Sn) $(ulimit -Hn)", "--ulimit", "nofile=99:100", "--ulimit", "nproc=200:200")]
    [InlineData("/tmp", "pwd", "--workdir", "/tmp")]
    [InlineData("NoNewPrivs:\t1", "grep NoNewPrivs /proc/self/status", "--security-opt", "no-new-privileges")]
    [InlineData("64", "df -k /scratch | awk 'END { print $2 }'", "--tmpfs", "/scratch:size=64k")]
    public async Task An_option_acts(string output, string script, params string[] flags)
    {
        var result = await Run(flags, "sh", "-c", script);

        result.ShouldSucceed().Text.Should().Be(output);
    }

    [Fact]
    public async Task No_network_is_nothing_but_a_loopback()
    {
        var result = await RunOnNetwork("none", [], "ls", "/sys/class/net");

        result.ShouldSucceed().Output.Should().Be("lo\n");
    }

    [Fact]
    public async Task The_hosts_network_is_seen()
    {
        var result = await RunOnNetwork("host", [], "sh", "-c", "readlink /proc/self/ns/net; hostname");

        result.ShouldSucceed().Lines.Should().Equal(new HostProcess(Environment.ProcessId).Namespace("net"), Environment.MachineName);
    }

    [Fact]
    public async Task Exec_runs_in_the_container()
    {
        var id = await Start("sh", "-c", UntilTerm);

        var result = await podman.Invoke("exec", id, "sh", "-c", "cat /proc/1/comm; exit 5");

        result.ShouldExitWith(5).Output.Should().Be("sh\n");
    }

    [Theory]
    [InlineData("no-such-program", 127)]
    [InlineData("/no/such/program", 127)]
    [InlineData("/etc/plain", 126)]
    [InlineData("/etc", 126)]
    public async Task A_program_that_can_not_run_gives_podmans_own_exit_code(string program, int code)
    {
        var result = await Run([], program);

        result.ShouldExitWith(code);
        result.Errors.Should().Contain(program);
    }

    /// <summary>Everything that the test started must be gone.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var id in _idFiles.Where(File.Exists).Select(File.ReadAllText))
        {
            await podman.Invoke("rm", "--force", "--ignore", "--time", "0", id);
            await Leftovers.CheckEngine(id, podman.Room, PodmanWithImage.StateRoot);
        }
    }

    private string NewIdFile()
    {
        _idFiles.Add(Path.Combine(Workspace.NewRoom("id"), "id"));
        return _idFiles[^1];
    }

    private Task<CommandResult> Run(string[] flags, params string[] program) => RunOnNetwork("none", flags, program);

    private Task<CommandResult> RunOnNetwork(string network, string[] flags, params string[] program) =>
        podman.Invoke(["run", "--rm", "--cidfile", NewIdFile(), "--cgroup-parent", podman.CgroupParent, "--network", network, .. flags, PodmanWithImage.Image, .. program]);

    private async Task<string> Start(params string[] program) =>
        (await podman.Invoke(["run", "--detach", "--cidfile", NewIdFile(), "--cgroup-parent", podman.CgroupParent, "--network", "none", PodmanWithImage.Image, .. program])).ShouldSucceed().Text;

    private async Task<JsonObject> Inspect(string id) =>
        JsonNode.Parse((await podman.Invoke("inspect", "--format", "{{json .State}}", id)).ShouldSucceed().Output)!.AsObject();

    private async Task LogsShow(string id, string text)
    {
        for (var tries = 0; tries < 100 && !(await podman.Invoke("logs", id)).Output.Contains(text); tries++)
        {
            await Task.Delay(50);
        }
    }
}
