using Tinyo.Oci.EndToEnd.Infrastructure;
using Tinyo.Oci.EndToEnd.Process;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>What Podman's options make of a container.</summary>
[AlsoInLab]
public sealed class PodmanOptionSpecs(PodmanWithImage podman) : PodmanTest(podman)
{
    private static readonly string[] s_shared = ["pid", "ipc", "uts", "net"];
    private static readonly string[] s_all = [.. s_shared, "cgroup"];

    [Fact]
    public async Task Volumes_have_the_options_that_podman_knows()
    {
        var volume = Workspace.NewRoom("volume");
        string[] options = ["ro", "U", "z", "rslave", "rprivate", "noexec,nosuid,nodev", "bind,nosuid,ro"];
        var flags = options.SelectMany((option, index) => (string[])["--volume", $"{volume}:/v{index}:{option}"]);

        var lines = await Lines([.. flags, "--mount", "type=tmpfs,dst=/t,tmpfs-size=64k,tmpfs-mode=1770", "--volume", "/anonymous"],
            "awk '$5 ~ /^.(v[0-9]|t|anonymous)$/ { print $5, $6 }' /proc/self/mountinfo | sort; stat -c %a /t");

        // What the volume's own mount has stays: the temporary directory's may be nosuid.
        var table = lines[..^1].Select(line => line.Split(' ')).ToDictionary(words => words[0], words => words[1].Split(','));
        table.Keys.Should().Equal("/anonymous", "/t", "/v0", "/v1", "/v2", "/v3", "/v4", "/v5", "/v6");
        table.Where(pair => pair.Value.Contains("ro")).Select(pair => pair.Key).Should().Equal("/v0", "/v6");
        table["/anonymous"].Should().Contain(["nosuid", "nodev"]);
        table["/v5"].Should().Contain(["nosuid", "nodev", "noexec"]);
        table["/v6"].Should().Contain("nosuid");
        lines[^1].Should().Be("1770");
    }

    [Fact]
    [Needs(Requirement.FileSystem, "overlay")]
    public async Task A_volume_can_be_an_overlay()
    {
        var volume = Workspace.NewRoom("volume");
        File.WriteAllText(Path.Combine(volume, "below"), "");

        var lines = await Lines(["--volume", $"{volume}:/mnt:O"], "touch /mnt/above; ls /mnt");

        lines.Should().Equal("above", "below");
        Directory.EnumerateFiles(volume).Should().ContainSingle();
    }

    [Fact]
    public async Task Security_options_act()
    {
        var masked = await Lines(["--security-opt", "seccomp=unconfined", "--security-opt", "mask=/proc/uptime", "--security-opt", "proc-opts=hidepid=2"],
            "grep Seccomp: /proc/self/status; wc -c </proc/uptime; grep -c ' /proc .*hidepid=' /proc/self/mountinfo");
        var unmasked = await Lines(["--security-opt", "unmask=ALL", "--security-opt", "no-new-privileges"],
            "grep -E 'NoNewPrivs|Seccomp:' /proc/self/status; grep -c ' /proc/' /proc/self/mountinfo || true");

        masked.Should().Equal("Seccomp:\t0", "0", "1");
        unmasked.Should().Equal("NoNewPrivs:\t1", "Seccomp:\t2", "0");
    }

    [Fact]
    public async Task Options_about_the_kernel_act()
    {
        string[] flags =
        [
            "--shm-size", "2m", "--sysctl", "net.ipv4.ip_default_ttl=7", "--ulimit", "nofile=99:100", "--ulimit", "nproc=50:50", "--umask", "0027", "--group-add", "5",
            "--device", "/dev/null:/dev/mine:rw", "--device-cgroup-rule", "c 10:200 rw", "--cgroupns", "private", "--read-only", "--read-only-tmpfs=false",
        ];

        var lines = await Lines(flags,
            "df -k /dev/shm | awk 'END { print $2 }'; cat /proc/sys/net/ipv4/ip_default_ttl; echo $(ulimit -n) $(ulimit -u); umask; id -G; stat -c %t:%T /dev/mine; " +
            "awk -F: '$3 != \"/\"' /proc/self/cgroup | wc -l; touch /tmp/x 2>/dev/null || echo ro");

        lines.Should().Equal("2048", "7", "99 50", "0027", "0 5", "1:3", "0", "ro");
    }

    [Fact]
    public async Task The_hosts_namespaces_can_be_used()
    {
        var ours = new HostProcess(Environment.ProcessId);

        var lines = await Lines(["--pid", "host", "--ipc", "host", "--uts", "host", "--cgroupns", "host", "--network", "host"],
            "for name in pid ipc uts net cgroup; do readlink /proc/self/ns/$name; done");

        lines.Should().Equal(s_all.Select(ours.Namespace));
    }

    [Fact]
    public async Task Anothers_namespaces_can_be_used()
    {
        var first = await Start(["--ipc", "shareable"], "sleep", "1234");

        var lines = await Lines(["--pid", $"container:{first}", "--ipc", $"container:{first}", "--uts", $"container:{first}", "--network", $"container:{first}"],
            "tr '\\0' ' ' </proc/1/cmdline; echo; for name in pid ipc uts net; do readlink /proc/self/ns/$name; done");

        var process = new HostProcess(int.Parse(await Inspect(first, ".State.Pid"), null));
        lines.Should().Equal(s_shared.Select(process.Namespace).Prepend("sleep 1234 "));
    }

    [Fact]
    public async Task Descriptors_are_passed_on()
    {
        var file = Path.Combine(Workspace.NewRoom("fd"), "three");
        File.WriteAllText(file, "through three");

        var result = await (RunCall(["--preserve-fds", "1"], "sh", "-c", "cat <&3") with { Prelude = $"exec 3<'{file}';" }).Execute();

        result.ShouldSucceed().Output.Should().Be("through three");
    }

    [Fact]
    [Needs(Requirement.Binary, "docker-init")]
    public async Task An_init_process_can_be_the_first()
    {
        var lines = await Lines(["--init", "--init-path", Requirements.Find("docker-init")!], "tr '\\0' '\\n' </proc/1/cmdline | head -n 3");

        lines.Should().Equal("/run/podman-init", "--", "sh");
    }

    [Fact]
    public async Task A_terminal_is_a_terminal()
    {
        var result = await RunCall(["--tty"], "sh", "-c", "tty").Execute();

        result.ShouldSucceed().Output.Should().Be("/dev/pts/0\r\n");
    }

    [Fact]
    public async Task Readiness_is_reported_to_who_started_podman()
    {
        using var manager = new ServiceManager(Path.Combine(Workspace.NewRoom("sd"), "s"));
        var run = Podman.Call("run", "--detach", "--sdnotify", "conmon", "--cgroup-parent", Podman.CgroupParent, "--network", "none", PodmanWithImage.Image, "sleep", "100");

        var id = Track((await manager.Service(run).Execute()).ShouldSucceed().Text);

        string.Concat(await manager.Receive(1)).Should().Contain("MAINPID=").And.Contain("READY=1");
        (await Inspect(id, ".State.Status")).Should().Be("running");
    }

    /// <summary>Without <c>--runtime</c>, by nothing but what the README tells to write into containers.conf.</summary>
    [Fact]
    public async Task The_readmes_configuration_makes_it_the_runtime()
    {
        var configuration = Path.Combine(Workspace.NewRoom("conf"), "containers.conf");
        var call = Podman.Call("run", "--rm", "--network", "none", "--cgroups", "disabled", PodmanWithImage.Image, "sh", "-c", "cat /proc/self/cgroup");
        File.WriteAllText(configuration, PodmanConfiguration.FromReadme() + File.ReadAllText(call.Environment["CONTAINERS_CONF"]).Replace("[engine]\n", ""));

        var result = await (call with
        {
            Arguments = [.. call.Arguments.Skip(2)],
            Environment = new Dictionary<string, string>(call.Environment) { ["CONTAINERS_CONF"] = configuration },
        }).Execute();

        result.ShouldSucceed().Output.Should().NotContain("libpod", "without cgroups the container stays in Podman's");
    }
}
