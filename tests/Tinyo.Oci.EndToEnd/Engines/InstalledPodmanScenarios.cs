using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>What Podman 5 does with systemd on cgroup version 2.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Lab)]
[Needs(Requirement.Systemd)]
[Needs(Requirement.Controller, "memory")]
[Needs(Requirement.Binary, "busybox")]
[Needs(Requirement.Binary, "podman")]
public abstract class InstalledPodmanScenarios(InstalledPodman podman) : IAsyncDisposable
{
    private const string UntilTerm = "trap 'exit 3' TERM; echo started; while :; do sleep 0.05; done";

    private static readonly string[] s_limits = ["memory.max", "pids.max", "cpu.max"];

    private readonly string _name = Workspace.NewId();

    [Fact]
    public async Task It_is_the_runtime_and_systemd_makes_the_cgroups()
    {
        var info = await podman.Call("info", "--format", "{{.Host.OCIRuntime.Name}} {{.Host.CgroupManager}} {{.Host.CgroupsVersion}}");
        var run = await Run("--rm", InstalledPodman.Image, "sh", "-c", "id -u; cat /proc/self/cgroup; cat /sys/fs/cgroup/cgroup.controllers");

        info.ShouldSucceed().Text.Should().Be("tinyo-oci systemd v2");
        run.ShouldSucceed().Lines[..2].Should().Equal("0", "0::/");
        run.Lines[2].Split(' ').Should().Contain(["cpu", "memory", "pids"]);
    }

    [Fact]
    public async Task Limits_are_set_changed_and_shown()
    {
        (await Run("--detach", "--memory", "64m", "--pids-limit", "40", "--cpus", "0.5", InstalledPodman.Image)).ShouldSucceed();
        var cgroup = await Inspect(".State.CgroupPath");
        var before = Values(cgroup);

        (await podman.Call("update", "--memory", "48m", "--pids-limit", "30", "--cpus", "0.25", _name)).ShouldSucceed();

        cgroup.Should().StartWith(podman.Slice).And.EndWith(".scope");
        before.Should().Be("67108864 40 50000 100000");
        Values(cgroup).Should().Be("50331648 30 25000 100000");
        (await podman.Call("stats", "--no-stream", "--format", "{{.MemLimit}} {{.PIDs}}", _name)).ShouldSucceed().Text.Should().EndWith("50331648 1");
    }

    [Fact]
    public async Task A_health_check_is_run_by_a_timer_of_systemd()
    {
        (await Run("--detach", "--health-cmd", "test -f /tmp/ok", "--health-interval", "1s", "--health-retries", "1", InstalledPodman.Image)).ShouldSucceed();
        await Until("unhealthy", () => Inspect(".State.Health.Status"));

        (await podman.Call("exec", _name, "touch", "/tmp/ok")).ShouldSucceed();

        await Until("healthy", () => Inspect(".State.Health.Status"));
    }

    [Fact]
    public async Task It_pauses_restarts_and_stops()
    {
        (await Run("--detach", InstalledPodman.Image, "sh", "-c", UntilTerm)).ShouldSucceed();
        (await podman.Call("pause", _name)).ShouldSucceed();
        (await Inspect(".State.Status")).Should().Be("paused");
        (await podman.Call("unpause", _name)).ShouldSucceed();
        (await podman.Call("restart", "--time", "0", _name)).ShouldSucceed();
        (await podman.Call("top", _name, "pid", "user")).ShouldSucceed().Lines[1].Should().MatchRegex("^1 +root");
        await Until("started\nstarted", async () => (await podman.Call("logs", _name)).Text);

        (await podman.Call("stop", "--time", "20", _name)).ShouldSucceed();

        (await Inspect(".State.ExitCode")).Should().Be("3");
    }

    [Fact]
    public async Task Volumes_are_overlays_and_read_only_with_what_is_below_or_without()
    {
        var volume = (await podman.Caller("mktemp", "-d").Execute()).ShouldSucceed().Text;
        string[] mounts =
        [
            "--volume", $"{volume}:/overlay:O", "--mount", $"type=bind,src={volume},dst=/ro,ro", "--mount", $"type=bind,src={volume},dst=/alone,ro,bind-nonrecursive",
            "--mount", $"type=tmpfs,dst=/tmpfs,tmpfs-size=64k",
        ];

        var result = await Run(["--rm", .. mounts, InstalledPodman.Image, "sh", "-c", "touch /overlay/x && ls /overlay; touch /ro/x /alone/x 2>&1; df -k /tmpfs | awk 'END { print $2 }'"]);

        result.ShouldSucceed().Lines.Should().Equal("x", "touch: /ro/x: Read-only file system", "touch: /alone/x: Read-only file system", "64");
        (await podman.Caller("rmdir", volume).Execute()).ShouldSucceed();
    }

    [Fact]
    public async Task An_init_process_can_be_the_first()
    {
        var init = Path.Combine(podman.Room, _name);
        await File.WriteAllTextAsync(init, "#!/bin/sh\nshift\n\"$@\"\n");
        File.SetUnixFileMode(init, (UnixFileMode)Convert.ToInt32("755", 8));

        var result = await Run("--rm", "--init", "--init-path", init, InstalledPodman.Image, "sh", "-c", "tr '\\0' '\\n' </proc/1/cmdline; echo $$");

        result.ShouldSucceed().Lines[1..4].Should().Equal("/run/podman-init", "--", "sh");
        result.Lines[^1].Should().NotBe("1");
    }

    [Fact]
    public async Task Systemd_is_given_what_it_wants_to_find()
    {
        var result = await Run("--rm", "--systemd", "always", InstalledPodman.Image, "sh", "-c",
            "for place in /run /run/lock /tmp /var/log/journal; do awk -v place=$place '$2 == place { print $3, $2 }' /proc/mounts; done; mkdir /sys/fs/cgroup/below && echo made");

        result.ShouldSucceed().Lines.Should().Equal("tmpfs /run", "tmpfs /run/lock", "tmpfs /tmp", "tmpfs /var/log/journal", "made");
    }

    [Fact]
    public async Task A_unit_of_podmans_generator_starts_is_limited_and_stops()
    {
        var unit = Path.Combine(podman.UnitDirectory, $"{_name}.container");
        var text = $"[Container]\nContainerName={_name}\nImage={InstalledPodman.Image}\nNetwork=none\nExec=sh -c \"{UntilTerm}\"\n[Service]\nSuccessExitStatus=3\n[Quadlet]\nDefaultDependencies=false\n"; // else it waits for a network
        (await (podman.Caller("sh", "-c", $"mkdir -p {podman.UnitDirectory} && printf '%s' '{text.Replace("'", "'\\''")}' >{unit}")).Execute()).ShouldSucceed();

        (await podman.Systemctl("daemon-reload")).ShouldSucceed();
        (await podman.Systemctl("start", _name)).ShouldSucceed();
        var active = await podman.Systemctl("is-active", _name);
        var cgroup = await Inspect(".State.CgroupPath");
        (await podman.Systemctl("stop", _name)).ShouldSucceed();

        active.ShouldSucceed();
        cgroup.Should().Contain($"/{_name}.service/");
        (await podman.Systemctl("show", "--property", "Result,ActiveState", _name)).Lines.Should().BeEquivalentTo("Result=success", "ActiveState=inactive");
        (await podman.Call("ps", "--all", "--quiet", "--filter", $"name={_name}")).ShouldSucceed().Output.Should().BeEmpty();
        File.Delete(unit);
        (await podman.Systemctl("daemon-reload")).ShouldSucceed();
    }

    /// <summary>Everything that the test started must be gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (podman.IsThere)
        {
            await podman.Call("rm", "--force", "--ignore", "--time", "0", _name);
            await Leftovers.CheckEngine(_name, _name, podman.StateRoot);
            Directory.EnumerateFileSystemEntries(podman.StateRoot).Should().BeEmpty();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary><c>podman run</c> with a name.</summary>
    protected Task<CommandResult> Run(params string[] words) => podman.Call(["run", "--name", _name, "--network", "none", .. words]);

    /// <summary>Podman with words of which NAME is the test's container.</summary>
    protected Task<CommandResult> Call(string verb, params string[] words) => podman.Call([verb, .. words.Select(word => word == "NAME" ? _name : word)]);

    /// <summary>One field of <c>podman inspect</c>.</summary>
    protected async Task<string> Inspect(string field) => (await podman.Call("inspect", "--format", $"{{{{{field}}}}}", _name)).ShouldSucceed().Text;

    /// <summary>Asks until it is so.</summary>
    protected static async Task Until(string value, Func<Task<string>> ask)
    {
        var now = "";
        for (var deadline = DateTime.UtcNow.AddSeconds(30); now != value && DateTime.UtcNow < deadline; await Task.Delay(200))
        {
            now = await ask();
        }

        now.Should().Be(value);
    }

    private static string Values(string cgroup) =>
        string.Join(' ', s_limits.Select(file => File.ReadAllText($"/sys/fs/cgroup{cgroup}/{file}").Trim()));
}
