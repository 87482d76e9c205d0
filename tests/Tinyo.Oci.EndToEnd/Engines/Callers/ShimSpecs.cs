using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;
using Tinyo.Oci.EndToEnd.Process;

namespace Tinyo.Oci.EndToEnd.Engines.Callers;

/// <summary>containerd's shim: each verb by itself, in go-runc's words.</summary>
public sealed class ShimSpecs : CallerTest
{
    private string Log => Path.Combine(Bundle.Directory, "log.json");

    private string PidFile => Path.Combine(Bundle.Directory, "init.pid");

    [Fact]
    public async Task Create_leaves_digits_in_the_pid_file_and_no_log()
    {
        await Create();

        Process(PidFile).IsAlive.Should().BeTrue();
        RuntimeLog.LastError(Log).Should().BeEmpty();
        Directory.EnumerateFiles(Bundle.Directory, ".*").Should().BeEmpty("the pid file was renamed into its place");
    }

    [Fact]
    public async Task Create_takes_the_shims_options()
    {
        using var console = new ConsoleSocket(InRoom("c"));
        Bundle.WithArgs("echo", "through it").WithProcess("terminal", true);

        (await Shim("create", "--bundle", BundlePath, "--pid-file", PidFile, "--console-socket", console.Path, "--no-pivot", "--no-new-keyring", Id)).ShouldSucceed();
        console.Receive().Descriptors.Should().ContainSingle();
        await Start();

        (await console.ReadUntil("through it")).Should().StartWith("through it");
    }

    [Fact]
    public async Task Start_says_nothing()
    {
        await Create();

        var result = await Shim("start", Id);

        (result.ShouldSucceed().Output + result.Errors).Should().BeEmpty();
    }

    [Fact]
    public async Task Exec_is_detached_and_leaves_its_own_pid_file()
    {
        await CreateAndStart();
        var pidFile = Path.Combine(Bundle.Directory, "one.pid");

        (await Shim("exec", "--process", ProcessFile(terminal: false, "sleep", "2000"), "--detach", "--pid-file", pidFile, Id)).ShouldSucceed();

        Process(pidFile).CommandLine.Should().Be("sleep\02000\0");
        Process(pidFile).Namespace("pid").Should().Be(Process(PidFile).Namespace("pid"));
    }

    [Fact]
    public async Task Exec_sends_its_terminal()
    {
        await CreateAndStart();
        using var console = new ConsoleSocket(InRoom("e"));

        (await Shim("exec", "--process", ProcessFile(terminal: true, "tty"), "--console-socket", console.Path, "--detach", "--pid-file", InRoom("e.pid"), Id)).ShouldSucceed();

        console.Receive().ControlBytes.Should().Be(24, "go-runc wants exactly one descriptor");
        (await console.ReadUntil("\n")).Should().Contain("/dev/pts/0");
    }

    [Theory]
    [InlineData("--all")]
    [InlineData]
    public async Task Kill_takes_a_number(params string[] flags)
    {
        await CreateAndStart();

        (await Shim(["kill", .. flags, Id, "9"])).ShouldSucceed();

        await Until(() => !Process(PidFile).IsAlive, "the end of the process");
    }

    [Fact]
    public async Task Kill_and_delete_of_what_has_gone_are_told_by_their_text()
    {
        await CreateAndStart();
        await Shim("kill", Id, "9");
        await Until(() => !Process(PidFile).IsAlive, "the end of the process");

        (await Shim("kill", Id, "9")).ExitCode.Should().NotBe(0);
        RuntimeLog.LastError(Log).Should().Contain("container not running");
        (await Shim("delete", Id)).ShouldSucceed();
        (await Shim("delete", Id)).ExitCode.Should().NotBe(0);
        RuntimeLog.LastError(Log).Should().Contain("does not exist");
        (await Shim("delete", "--force", Id)).ShouldSucceed();
    }

    [Fact]
    public async Task Delete_by_force_ends_it_and_leaves_nothing()
    {
        await CreateAndStart();

        (await Shim("delete", "--force", Id)).ShouldSucceed();

        await NothingIsLeft(Id);
    }

    [Fact]
    public async Task Ps_is_a_list_of_the_hosts_numbers()
    {
        await CreateAndStart();

        var result = await Shim("ps", "--format", "json", Id);

        Combined(result).AsArray().Select(pid => (int)pid!).Should().Equal(Process(PidFile).Pid);
    }

    [Fact]
    public async Task Pause_resume_and_update_act()
    {
        await CreateAndStart();

        (await Shim("pause", Id)).ShouldSucceed();
        ((string)(await State())["status"]!).Should().Be("paused");
        (await Shim("resume", Id)).ShouldSucceed();
        (await (ShimWords("update", "--resources=-", Id) with { Input = """{"pids":{"limit":33}}""" }).Execute()).ShouldSucceed();

        ((string)(await State())["status"]!).Should().Be("running");
        (await Limit()).Should().Be("33");
    }

    [Theory]
    [InlineData("checkpoint", "--image-path", "i", "--work-path", "w", "--parent-path", "p", "--tcp-established", "--ext-unix-sk", "--shell-job", "--file-locks", "--empty-ns", "network", "--leave-running")]
    [InlineData("restore", "--image-path", "i", "--work-path", "w", "--parent-path", "p", "--detach", "--pid-file", "f", "--no-pivot", "-no-subreaper", "--bundle", "b")]
    [Needs(Requirement.Tinyo)]
    public async Task Checkpoint_and_restore_know_every_word(string verb, params string[] words)
    {
        var result = await Shim([verb, .. words, Id]);

        result.ExitCode.Should().NotBe(0);
        ShouldKnowEveryWord(result);
        RuntimeLog.LastError(Log).Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("no-such-program", "executable file not found in $PATH")]
    [InlineData("/no/such/program", "no such file or directory")]
    [InlineData("/etc/passwd", "permission denied")]
    public async Task The_logs_last_error_is_the_cause(string program, string cause)
    {
        Bundle.WithArgs(program);

        var result = await Shim("create", "--bundle", BundlePath, "--pid-file", PidFile, Id);

        result.ExitCode.Should().Be(1);
        RuntimeLog.LastError(Log).Should().ContainEquivalentOf(cause);
        result.Errors.Should().Contain(RuntimeLog.LastError(Log), "standard error says the same");
        File.Exists(PidFile).Should().BeFalse();
    }

    [Fact]
    public async Task Every_call_adds_to_the_log()
    {
        await Shim("start", Id);
        await Shim("state", Id);
        await CreateAndStart();

        await Shim("exec", "--process", ProcessFile(terminal: false, "/no/such/program"), "--detach", "--pid-file", InRoom("x.pid"), Id);

        File.ReadAllLines(Log).Should().HaveCountGreaterThanOrEqualTo(3);
        RuntimeLog.LastError(Log).Should().Contain("/no/such/program");
    }

    [Fact]
    public async Task Features_take_no_other_word()
    {
        var features = Combined(await Call("features"));

        ((string)features["ociVersionMin"]!).Should().StartWith("1.");
        features["mountOptions"]!.AsArray().Select(option => (string)option!).Should().Contain("rbind");
    }

    [Fact]
    [Needs(Requirement.Systemd)]
    public async Task With_systemd_each_call_says_so()
    {
        Bundle.WithLinux("cgroupsPath", $"system.slice:cri-containerd:{Id}");
        string[] words = ["--root", Root, "--log", Log, "--log-format", "json", "--systemd-cgroup"];

        (await Call([.. words, "create", "--bundle", BundlePath, "--pid-file", PidFile, Id])).ShouldSucceed();
        (await Call([.. words, "start", Id])).ShouldSucceed();

        Process(PidFile).UnifiedCgroup.Should().EndWith($"/system.slice/cri-containerd-{Id}.scope");
        (await Call([.. words, "kill", "--all", Id, "9"])).ShouldSucceed();
        await Until(() => !Process(PidFile).IsAlive, "the end of the process");
        (await Call([.. words, "delete", Id])).ShouldSucceed();
    }

    private Command ShimWords(params string[] words) => Words(["--root", Root, "--log", Log, "--log-format", "json", .. words]);

    private Task<CommandResult> Shim(params string[] words) => ShimWords(words).Execute();

    private async Task Create() => (await Shim("create", "--bundle", BundlePath, "--pid-file", PidFile, Id)).ShouldSucceed();

    private async Task Start() => (await Shim("start", Id)).ShouldSucceed();

    private async Task CreateAndStart()
    {
        await Create();
        await Start();
    }

    private async Task<JsonNode> State() => JsonNode.Parse((await Call("--root", Root, "state", Id)).ShouldSucceed().Output)!;

    private Task<string> Limit() => HostCgroup.Value(Process(PidFile), "pids", "pids.max");
}
