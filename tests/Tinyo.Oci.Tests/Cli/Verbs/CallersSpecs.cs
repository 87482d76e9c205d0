using Tinyo.Oci.Cli;
using Tinyo.Oci.Cli.Grammar;
using Tinyo.Oci.Cli.Verbs;
using Tinyo.Oci.Runtime.Lifecycle;
using Tinyo.Oci.Runtime.State;

namespace Tinyo.Oci.Tests.Cli.Verbs;

/// <summary>The command lines that engines build, word by word.</summary>
public sealed class CallersSpecs
{
    private const string Shim = "--root /run/containerd/runc/k8s.io --log /b/log.json --log-format json";
    private const string Podman = "--log-format=json --log /run/oci-log";

    private static readonly Caller s_caller = new TestCaller { Directory = "/srv" }.Caller;

    [Fact]
    public void Containerd_creates()
    {
        var arguments = Parse($"{Shim} --systemd-cgroup create --bundle /b --pid-file /b/init.pid --console-socket /s --no-pivot --no-new-keyring c1");

        CreateVerb.Request(arguments, s_caller).Should().Be(new CreateRequest
        {
            Id = ContainerId.Parse("c1"),
            Bundle = "/b",
            PidFile = "/b/init.pid",
            ConsoleSocket = "/s",
            NoPivot = true,
            NoNewKeyring = true,
        });
        Context(arguments).Root.Should().Be("/run/containerd/runc/k8s.io");
        Context(arguments).CgroupManager.Should().Be(CgroupManager.Systemd);
        arguments.Globals.Text("log").Should().Be("/b/log.json");
    }

    [Theory]
    [InlineData("start c1", "start")]
    [InlineData("delete c1", "delete")]
    [InlineData("delete --force c1", "delete")]
    [InlineData("ps --format json c1", "ps")]
    [InlineData("pause c1", "pause")]
    [InlineData("resume c1", "resume")]
    [InlineData("update --resources=- c1", "update")]
    [InlineData("exec --process /run/user/0/runc-process1 --console-socket /s --detach --pid-file /b/e1.pid c1", "exec")]
    [InlineData("checkpoint --image-path /p --work-path /w --parent-path ../x --tcp-established --ext-unix-sk --shell-job --file-locks --empty-ns network --empty-ns ipc --leave-running c1", "checkpoint")]
    [InlineData("restore --image-path /p --work-path /w --parent-path ../x --detach --pid-file /f --console-socket /s --no-pivot -no-subreaper --bundle /b c1", "restore")]
    public void Containerd_does_the_rest(string words, string verb)
    {
        var arguments = Parse($"{Shim} {words}");

        arguments.Verb!.Name.Should().Be(verb);
        arguments.Positionals.Should().Equal("c1");
    }

    [Theory]
    [InlineData("kill --all c1 9", "SIGKILL", true)]
    [InlineData("kill c1 15", "SIGTERM", false)]
    [InlineData("kill c1 KILL", "SIGKILL", false)]
    [InlineData("kill c1 SIGKILL", "SIGKILL", false)]
    [InlineData("kill c1 sigusr1", "SIGUSR1", false)]
    [InlineData("kill c1", "SIGTERM", false)]
    [InlineData("kill -a c1 9", "SIGKILL", true)]
    public void Engines_kill_by_number_by_name_and_without_either(string words, string signal, bool all)
    {
        var arguments = Parse(words);

        KillVerb.SignalOf(arguments.Positionals).ToString().Should().Be(signal);
        arguments.Flags.Switch("all").Should().Be(all);
    }

    [Fact]
    public void BuildKit_runs_in_the_foreground()
    {
        var arguments = Parse("--log /r/runc-log.json --log-format json run --bundle /b --no-pivot --keep c1");

        RunVerb.Request(arguments, s_caller).Should().Be(new RunRequest
        {
            Create = new CreateRequest { Id = ContainerId.Parse("c1"), Bundle = "/b", NoPivot = true },
            Keep = true,
        });
    }

    [Fact]
    public void BuildKit_executes()
    {
        var arguments = Parse("--log /r/runc-log.json --log-format json exec --process /f --pid-file /f2 c1");

        ExecVerb.Request(arguments, s_caller).Should().BeEquivalentTo(new ExecRequest { Id = ContainerId.Parse("c1"), ProcessFile = "/f", PidFile = "/f2" });
    }

    [Fact]
    public void Conmon_creates_for_Podman()
    {
        var arguments = Parse($"--systemd-cgroup {Podman} --cgroup-manager disabled create --bundle /b --pid-file /f --no-pivot --no-new-keyring --preserve-fds 3 --console-socket /s c1");

        CreateVerb.Request(arguments, s_caller).Should().Be(new CreateRequest
        {
            Id = ContainerId.Parse("c1"),
            Bundle = "/b",
            PidFile = "/f",
            ConsoleSocket = "/s",
            NoPivot = true,
            NoNewKeyring = true,
            PreserveFds = 3,
        });
        Context(arguments).CgroupManager.Should().Be(CgroupManager.Disabled);
        Context(arguments).Root.Should().Be("/run/tinyo-oci");
    }

    [Fact]
    public void Conmon_restores()
    {
        var arguments = Parse($"{Podman} restore --bundle /b --pid-file /f --no-pivot --no-new-keyring --detach --image-path /p --work-path /b --tcp-established --tcp-close --file-locks --lsm-mount-context=L --lsm-profile=selinux:L --console-socket /s c1");

        arguments.Flags.Switch("tcp-close").Should().BeTrue();
        arguments.Flags.Text("lsm-mount-context").Should().Be("L");
        arguments.Flags.Text("lsm-profile").Should().Be("selinux:L");
    }

    [Fact]
    public void Conmon_executes()
    {
        var arguments = Parse($"{Podman} exec --pid-file /f --process /f2 --detach --preserve-fds 2 --console-socket /s c1");

        arguments.Flags.Switch("detach").Should().BeTrue();
        arguments.Flags.Number("preserve-fds").Should().Be(2);
    }

    [Theory]
    [InlineData("start c1")]
    [InlineData("kill --all c1 9")]
    [InlineData("delete --force c1")]
    [InlineData("pause c1")]
    [InlineData("resume c1")]
    [InlineData("update --resources=/tmp/podman1 c1")]
    [InlineData("checkpoint --image-path /p --work-path /w --leave-running --tcp-established --file-locks --pre-dump --parent-path ../pre-checkpoint --leave-running c1")]
    [InlineData("--version")]
    [InlineData("checkpoint --help")]
    public void Podman_calls_directly(string words)
    {
        Parse(words).Problem.Should().BeNull();
    }

    [Theory]
    [InlineData("--root=/r --systemd-cgroup create --bundle /b --pid-file /f c1")]
    [InlineData("--root /r --systemd-cgroup start c1")]
    [InlineData("--root /r state c1")]
    [InlineData("--root /r kill c1 KILL")]
    [InlineData("--root /r kill -a c1 9")]
    [InlineData("--root /r delete --force c1")]
    [InlineData("--root /r checkpoint --file-locks --image-path /p --work-path /w --leave-running c1")]
    [InlineData("--root /r exec --process /f c1")]
    [InlineData("--root /r update --resources - c1")]
    public void Crio_names_its_root(string words)
    {
        Context(Parse(words)).Root.Should().Be("/r");
    }

    [Theory]
    [InlineData("--systemd-cgroup create --bundle /b --pid-file /b/pid --console-socket /s c1")]
    [InlineData("start c1")]
    [InlineData("state c1")]
    [InlineData("kill c1 TERM")]
    [InlineData("delete c1")]
    public void Buildah_calls(string words)
    {
        Parse(words).Positionals[0].Should().Be("c1");
    }

    [Fact]
    public void Conmon_rs_repeats_the_globals()
    {
        var arguments = Parse("--log=/l --log-level=warning --root=/r --systemd-cgroup --root=/r --systemd-cgroup create --bundle /b --pid-file /f --console-socket=/s c1");

        Context(arguments).Root.Should().Be("/r");
        Context(arguments).CgroupManager.Should().Be(CgroupManager.Systemd);
        CreateVerb.Request(arguments, s_caller).ConsoleSocket.Should().Be("/s");
    }

    [Fact]
    public void Conmon_rs_executes_a_command_with_flags_of_its_own()
    {
        var arguments = Parse("--root=/r exec -d --console-socket=/s --tty --pid-file=/f c1 sh -c --pid-file=/g");

        arguments.Positionals.Should().Equal("c1", "sh", "-c", "--pid-file=/g");
        arguments.Flags.Text("pid-file").Should().Be("/f");
        arguments.Flags.Switch("detach").Should().BeTrue();
        arguments.Flags.Switch("tty").Should().BeTrue();
    }

    [Fact]
    public void People_leave_the_bundle_to_the_current_directory()
    {
        var request = RunVerb.Request(Parse("run -d --no-subreaper --pid-file p.pid -f other.json --pidfd-socket s c1"), s_caller);

        request.Should().Be(new RunRequest
        {
            Create = new CreateRequest
            {
                Id = ContainerId.Parse("c1"),
                Bundle = "/srv",
                PidFile = "/srv/p.pid",
                Config = "/srv/other.json",
                PidfdSocket = "/srv/s",
            },
            Detach = true,
            NoSubreaper = true,
        });
    }

    [Theory]
    [InlineData("bundle/", "/srv/bundle")]
    [InlineData("../b", "/b")]
    [InlineData("/a/./b", "/a/b")]
    [InlineData(".", "/srv")]
    public void A_bundle_s_path_is_made_absolute(string given, string expected)
    {
        CreateVerb.Request(Parse($"create -b {given} c1"), s_caller).Bundle.Should().Be(expected);
    }

    private static Arguments Parse(string words)
    {
        var arguments = Arguments.Parse(words.Split(' '));
        arguments.Problem.Should().BeNull();
        return arguments;
    }

    private static RuntimeContext Context(Arguments arguments) =>
        ContextBuilder.Build(arguments.Globals, s_caller, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
}
