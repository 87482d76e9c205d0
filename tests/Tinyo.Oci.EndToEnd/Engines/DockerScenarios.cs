using System.Globalization;
using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>Docker drives the runtime through its own containerd, as it would drive runc.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
public abstract class DockerScenarios(Docker docker) : IAsyncDisposable
{
    private const string UntilTerm = "trap 'echo ending; exit 3' TERM; echo started; while :; do sleep 0.05; done";

    private readonly List<string> _names = [];

    [Fact]
    public async Task Info_names_the_runtime()
    {
        var runtimes = JsonNode.Parse((await docker.Call("info", "--format", "{{json .Runtimes}}")).ShouldSucceed().Output)!;

        ((string)runtimes["tinyo-oci"]!["path"]!).Should().Be(Runtime.Binary);
    }

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("sh -c 'kill -KILL $$'; exit $?", 137)]
    public async Task Run_prints_exits_as_the_program_does_and_removes(string script, int code)
    {
        var result = await Run([], "sh", "-c", $"echo hello; {script}");

        result.ShouldExitWith(code).Output.Should().Be("hello\n");
        (await docker.Call("ps", "--all", "--quiet", "--filter", $"name={_names[^1]}")).Output.Should().BeEmpty();
    }

    [Theory]
    [InlineData("no-such-program", 127, "executable file not found in $PATH")]
    [InlineData("/no/such/program", 127, "no such file or directory")]
    [InlineData("/etc/plain", 126, "permission denied")]
    public async Task A_program_that_can_not_run_gives_dockers_own_exit_code(string program, int code, string cause)
    {
        var result = await Run([], program);

        result.ShouldExitWith(code).Errors.Should().ContainEquivalentOf(cause).And.Contain(program);
    }

    [Fact]
    public async Task A_directory_mounted_on_a_file_gives_dockers_hint()
    {
        var result = await Run(["--volume", $"{Workspace.NewRoom("volume")}:/etc/plain"], "true");

        result.ShouldExitWith(125).Errors.Should().Contain("Are you trying to mount a directory onto a file");
    }

    [Fact]
    public async Task Its_own_profile_confines_it()
    {
        var result = await Run([], "sh", "-c", "grep -E 'Seccomp:|CapEff' /proc/self/status; unshare -U true 2>&1; cat /proc/kcore | wc -c; (echo x >/proc/sys/kernel/hostname) 2>&1 || true");

        result.ShouldSucceed().Lines.Should().Equal(
            "CapEff:\t00000000a80425fb", "Seccomp:\t2", "unshare: unshare(0x10000000): Operation not permitted", "0", "sh: can't create /proc/sys/kernel/hostname: Read-only file system");
    }

    [Fact]
    public async Task Options_about_the_process_act()
    {
        string[] flags =
        [
            "--security-opt", "seccomp=unconfined", "--security-opt", "no-new-privileges", "--hostname", "tinyo-host", "--group-add", "5", "--cap-drop", "all", "--cap-add", "net_bind_service",
            "--ulimit", "nofile=99:100", "--cgroupns", "private", "--init", "--env", "A=b c", "--workdir", "/tmp",
        ];

        var result = await Run(flags, "sh", "-c", "grep -E 'Seccomp:|NoNewPrivs|CapEff' /proc/self/status; hostname; id -G; echo $(ulimit -Sn) $(ulimit -Hn); grep ^0: /proc/self/cgroup; head -c 17 /proc/1/cmdline; echo; echo $A; pwd");

        result.ShouldSucceed().Lines.Should().Equal(
            "CapEff:\t0000000000000400", "NoNewPrivs:\t1", "Seccomp:\t0", "tinyo-host", "0 5", "99 100", "0::/", "/sbin/docker-init", "b c", "/tmp");
    }

    [Fact]
    public async Task Options_about_files_and_the_kernel_act()
    {
        string[] flags =
        [
            "--read-only", "--tmpfs", "/tmp:size=64k", "--shm-size", "2m", "--sysctl", "net.ipv4.ip_default_ttl=7", "--device", "/dev/null:/dev/mine", "--user", "1000:1000",
            "--volume", "/usr:/mnt:ro", "--mount", "type=volume,destination=/home",
        ];

        var result = await Run(flags, "sh", "-c",
            "touch /x 2>&1; df -k /tmp /dev/shm | awk 'NR > 1 { print $2 }'; cat /proc/sys/net/ipv4/ip_default_ttl; stat -c '%A %t:%T' /dev/mine; id -u; touch /mnt/x 2>&1; grep -c ' /home ' /proc/mounts");

        result.ShouldSucceed().Lines.Should().Equal(
            "touch: /x: Read-only file system", "64", "2048", "7", "crw-rw-rw- 1:3", "1000", "touch: /mnt/x: Read-only file system", "1");
    }

    [Fact]
    public async Task A_privileged_one_has_all_that_docker_has()
    {
        var result = await Run(["--privileged"], "sh", "-c", "grep CapEff /proc/self/status; ls /dev | wc -l");

        result.ShouldSucceed().Lines[0].Should().BeOneOf(AllCapabilities());
        int.Parse(result.Lines[1], CultureInfo.InvariantCulture).Should().BeGreaterThan(20);
    }

    [Fact]
    public async Task A_terminal_is_a_terminal()
    {
        var result = await Run(["--tty"], "sh", "-c", "tty; stty size");

        result.ShouldSucceed().Output.Should().StartWith("/dev/pts/0\r\n");
    }

    [Fact]
    public async Task A_detached_container_runs_logs_and_stops()
    {
        var name = await Start([], "sh", "-c", UntilTerm);
        await LogsShow(name, "started");

        (await docker.Call("stop", name)).ShouldSucceed();

        (await docker.Call("logs", name)).ShouldSucceed().Output.Should().Be("started\nending\n");
        (await Inspect(name, ".State.ExitCode")).Should().Be("3");
        (await Inspect(name, ".HostConfig.Runtime")).Should().Be("tinyo-oci");
        (await docker.Call("start", name)).ShouldSucceed();
        (await docker.Call("kill", name)).ShouldSucceed();
        (await docker.Call("wait", name)).ShouldSucceed().Text.Should().Be("137");
    }

    [Fact]
    public async Task Exec_runs_in_the_container()
    {
        var name = await Start([], "sleep", "1000");

        var front = await docker.Call("exec", "--user", "1000", "--env", "A=b", "--workdir", "/tmp", name, "sh", "-c", "echo $(id -u) $A $(pwd) $(cat /proc/1/comm); exit 5");
        var terminal = await docker.Call("exec", "--tty", name, "tty");
        var missing = await docker.Call("exec", name, "no-such-program");
        var refused = await docker.Call("exec", name, "/etc/plain");

        front.ShouldExitWith(5).Text.Should().Be("1000 b /tmp sleep");
        terminal.ShouldSucceed().Output.Should().Be("/dev/pts/0\r\n");
        missing.ExitCode.Should().BeOneOf([126, 127], "older versions make no difference here, with runc neither");
        missing.Output.Should().Contain("executable file not found in $PATH");
        refused.ShouldExitWith(126).Output.Should().Contain("permission denied");
    }

    [Fact]
    public async Task Exec_in_a_privileged_way_has_all_that_docker_has()
    {
        var name = await Start([], "sleep", "1000");

        var result = await docker.Call("exec", "--privileged", name, "grep", "-E", "CapEff|Seccomp:", "/proc/self/status");

        result.ShouldSucceed().Lines[0].Should().BeOneOf(AllCapabilities());
    }

    [Fact]
    [Needs(Requirement.CgroupV1)]
    public async Task Limits_are_set_changed_and_shown()
    {
        var name = await Start(["--memory", "64m", "--cpus", "0.5", "--pids-limit", "50"], "sleep", "1000");
        var process = new HostProcess(int.Parse(await Inspect(name, ".State.Pid"), CultureInfo.InvariantCulture));
        (await HostCgroup.Value(process, "memory", "memory.limit_in_bytes")).Should().Be("67108864");
        (await HostCgroup.Value(process, "cpu", "cpu.cfs_quota_us")).Should().Be("50000");

        (await docker.Call("update", "--memory", "48m", "--memory-swap", "96m", name)).ShouldSucceed();

        (await HostCgroup.Value(process, "memory", "memory.limit_in_bytes")).Should().Be("50331648");
        (await HostCgroup.Value(process, "pids", "pids.max")).Should().Be("50");
        (await docker.Call("stats", "--no-stream", "--format", "{{.MemUsage}} {{.PIDs}}", name)).ShouldSucceed().Text.Should().EndWith("/ 48MiB 1");
        (await docker.Call("top", name, "-o", "pid,comm")).ShouldSucceed().Lines[1].Should().MatchRegex($"^ *{process.Pid} +sleep$");
    }

    [Fact]
    public async Task It_pauses_goes_on_and_restarts()
    {
        var name = await Start([], "sleep", "1000");

        (await docker.Call("pause", name)).ShouldSucceed();
        (await Inspect(name, ".State.Status")).Should().Be("paused");
        (await new Runtime(docker.StateRoot).Invoke("state", await Inspect(name, ".Id"))).ShouldSucceed().Output.Should().Contain("\"paused\"");
        (await docker.Call("unpause", name)).ShouldSucceed();
        var before = await Inspect(name, ".State.Pid");
        (await docker.Call("restart", "--time", "0", name)).ShouldSucceed();

        (await Inspect(name, ".State.Status")).Should().Be("running");
        (await Inspect(name, ".State.Pid")).Should().NotBe(before);
    }

    [Fact]
    public async Task One_container_can_live_in_anothers_namespaces()
    {
        var name = await Start(["--ipc", "shareable"], "sleep", "1234");

        var result = await Run(["--pid", $"container:{name}", "--ipc", $"container:{name}"], "sh", "-c", "tr '\\0' ' ' </proc/1/cmdline");

        result.ShouldSucceed().Output.Should().Be("sleep 1234 ");
    }

    /// <summary>Everything that the test started must be gone.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var name in _names)
        {
            await docker.Call("rm", "--force", "--volumes", name);
            await Leftovers.CheckEngine(name, name, docker.StateRoot);
        }

        GC.SuppressFinalize(this);
    }

    // Of this machine's; Docker 20.10 knows none that came after CAP_AUDIT_READ.
    private static string[] AllCapabilities()
    {
        var ours = Convert.ToUInt64(new HostProcess(Environment.ProcessId).StatusLine("CapBnd"), 16);
        return [$"CapEff:\t{ours:x16}", $"CapEff:\t{ours & 0x3f_ffff_ffff:x16}"];
    }

    private string NewName()
    {
        _names.Add(Workspace.NewId());
        return _names[^1];
    }

    /// <summary><c>docker run --rm</c> with the runtime under test.</summary>
    protected Task<CommandResult> Run(string[] flags, params string[] program) =>
        docker.Call(["run", "--rm", "--runtime", "tinyo-oci", "--network", "none", "--name", NewName(), .. flags, Docker.Image, .. program]);

    /// <summary><c>docker run --detach</c>; its name.</summary>
    protected async Task<string> Start(string[] flags, params string[] program)
    {
        var name = NewName();
        (await docker.Call(["run", "--detach", "--runtime", "tinyo-oci", "--network", "none", "--name", name, .. flags, Docker.Image, .. program])).ShouldSucceed();
        return name;
    }

    /// <summary>One field of <c>docker inspect</c>.</summary>
    protected async Task<string> Inspect(string name, string field) =>
        (await docker.Call("inspect", "--format", $"{{{{{field}}}}}", name)).ShouldSucceed().Text;

    private async Task LogsShow(string name, string text)
    {
        for (var tries = 0; tries < 100 && !(await docker.Call("logs", name)).Output.Contains(text); tries++)
        {
            await Task.Delay(50);
        }
    }
}
