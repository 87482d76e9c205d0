using System.Globalization;
using Tinyo.Oci.EndToEnd.Infrastructure;
using Tinyo.Oci.EndToEnd.Process;

namespace Tinyo.Oci.EndToEnd.Engines.Callers;

/// <summary>conmon's words, with those that Podman has it add; and Podman's own, which name no state root.</summary>
public sealed class ConmonSpecs : CallerTest
{
    private string Log => InRoom("oci-log");

    private string PidFile => InRoom("pidfile");

    // Podman's own calls have nothing else in their environment, and no place for the state but what follows from it.
    private Dictionary<string, string> PodmansEnvironment => new() { ["XDG_RUNTIME_DIR"] = Room, ["PATH"] = "/usr/bin:/bin" };

    [Fact]
    public async Task Conmon_creates_and_podman_does_the_rest()
    {
        await Create();
        Process(PidFile).IsAlive.Should().BeTrue();

        (await Podman("start", Id)).ShouldSucceed();
        (await Podman("pause", Id)).ShouldSucceed();
        (await Podman("resume", Id)).ShouldSucceed();
        (await Podman("kill", Id, "15")).ShouldSucceed();
        (await Podman("kill", "--all", Id, "9")).ShouldSucceed();
        await Until(() => !Process(PidFile).IsAlive, "the end of the process");
        (await Podman("delete", "--force", Id)).ShouldSucceed();

        File.ReadAllText(Log).Should().BeEmpty("only errors are logged: a second line would hide one from Podman");
        await NothingIsLeft(Id);
    }

    [Fact]
    public async Task Descriptors_pass_through_conmon()
    {
        Bundle.WithArgs("sh", "-c", "cat <&3; cat <&4");
        File.WriteAllText(InRoom("three"), "third ");
        File.WriteAllText(InRoom("four"), "fourth");

        var created = await (Conmon("create", "--bundle", BundlePath, "--pid-file", PidFile, "--preserve-fds", "2", Id) with
        {
            Prelude = $"exec 3<'{InRoom("three")}' 4<'{InRoom("four")}';",
        }).Execute();
        (await Podman("start", Id)).ShouldSucceed();

        await Until(() => File.ReadAllText(created.ShouldSucceed().OutputFile) == "third fourth", "both files' text");
    }

    [Fact]
    public async Task Create_takes_conmons_options()
    {
        using var console = new ConsoleSocket(InRoom("c"));
        Bundle.WithArgs("tty").WithProcess("terminal", true);

        (await Conmon("create", "--bundle", BundlePath, "--pid-file", PidFile, "--no-pivot", "--no-new-keyring", "--console-socket", console.Path, Id).Execute()).ShouldSucceed();
        console.Receive().Descriptors.Should().ContainSingle();
        (await Podman("start", Id)).ShouldSucceed();

        (await console.ReadUntil("\n")).Should().Contain("/dev/");
    }

    [Fact]
    public async Task Exec_leaves_a_pid_file_before_it_ends()
    {
        await CreateAndStart();

        (await Conmon("exec", "--pid-file", InRoom("exec.pid"), "--process", ProcessFile(terminal: false, "sleep", "2000"), "--detach", Id).Execute()).ShouldSucceed();

        Process(InRoom("exec.pid")).CommandLine.Should().Be("sleep\02000\0");
    }

    [Fact]
    public async Task Exec_that_fails_leaves_no_pid_file_and_one_error()
    {
        await CreateAndStart();

        var result = await Conmon("exec", "--pid-file", InRoom("exec.pid"), "--process", ProcessFile(terminal: false, "no-such-program"), "--detach", Id).Execute();

        result.ExitCode.Should().NotBe(0);
        File.Exists(InRoom("exec.pid")).Should().BeFalse("conmon takes a pid file for success");
        PodmansExitCode(RuntimeLog.OnlyError(Log)).Should().Be(127);
        result.Errors.Length.Should().BeLessThan(8192, "conmon passes no more on");
    }

    [Theory]
    [InlineData("no-such-program", 127)]
    [InlineData("/no/such/program", 127)]
    [InlineData("/etc/passwd", 126)]
    [InlineData("/etc", 126)]
    public async Task A_failed_create_is_one_line_that_podman_makes_an_exit_code_of(string program, int code)
    {
        Bundle.WithArgs(program);

        var result = await Conmon("create", "--bundle", BundlePath, "--pid-file", PidFile, Id).Execute();

        result.ExitCode.Should().NotBe(0);
        PodmansExitCode(RuntimeLog.OnlyError(Log)).Should().Be(code);
        File.ReadAllLines(Log).Should().ContainSingle();
    }

    [Fact]
    public async Task An_error_that_is_not_about_the_program_is_podmans_126()
    {
        Bundle.WithMount("/proc/sys/new", "none", Room, "bind");

        (await Conmon("create", "--bundle", BundlePath, "--pid-file", PidFile, Id).Execute()).ExitCode.Should().NotBe(0);

        PodmansExitCode(RuntimeLog.OnlyError(Log)).Should().Be(126, "and not 127, for which Podman would take the words 'no such file'");
    }

    [Fact]
    public async Task Update_reads_podmans_file()
    {
        await CreateAndStart();
        File.WriteAllText(InRoom("podman123"), """{"pids":{"limit":44}}""");

        (await Podman("update", $"--resources={InRoom("podman123")}", Id)).ShouldSucceed();

        (await HostCgroup.Value(Process(PidFile), "pids", "pids.max")).Should().Be("44");
    }

    [Theory]
    [InlineData("checkpoint", "--image-path", "i", "--work-path", "w", "--leave-running", "--tcp-established", "--file-locks", "--leave-running", "--pre-dump", "--parent-path", "../pre-checkpoint")]
    [InlineData("restore", "--bundle", "b", "--pid-file", "f", "--no-pivot", "--no-new-keyring", "--detach", "--image-path", "i", "--work-path", "b", "--tcp-established", "--tcp-close", "--file-locks", "--lsm-mount-context=L", "--lsm-profile=selinux:L")]
    [Needs(Requirement.Tinyo)]
    public async Task Checkpoint_and_restore_know_every_word(string verb, params string[] words)
    {
        var result = await Podman([verb, .. words, Id]);

        result.ExitCode.Should().NotBe(0);
        ShouldKnowEveryWord(result);
    }

    [Fact]
    public async Task Podmans_questions_are_answered()
    {
        (await Podman("--version")).ShouldSucceed().Lines[0].Should().Contain(" version ");
        (await Podman("checkpoint", "--help")).ShouldSucceed();
        var probe = await Podman("restore", "--lsm-mount-context");
        (probe.Output + probe.Errors).Should().MatchRegex("flag needs an argument|requires an argument");
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task Podman_can_have_no_cgroups_managed()
    {
        var own = new HostProcess(Environment.ProcessId).Cgroups;

        (await (Words("--log-format=json", "--log", Log, "--cgroup-manager", "disabled", "create", "--bundle", BundlePath, "--pid-file", PidFile, Id) with { Environment = PodmansEnvironment }).Execute()).ShouldSucceed();

        Process(PidFile).Cgroups.Should().Be(own);
    }

    /// <summary>Deletes what Podman's state root has: the flag <c>--root</c> does not name it.</summary>
    public override async ValueTask DisposeAsync()
    {
        await Podman("delete", "--force", Id);
        await base.DisposeAsync();
    }

    private Command Conmon(string verb, params string[] words) =>
        Words(["--log-format=json", "--log", Log, verb, .. words]) with { Environment = PodmansEnvironment, WorkingDirectory = Bundle.Directory };

    private Task<CommandResult> Podman(params string[] words) => (Words(words) with { OnlyEnvironment = PodmansEnvironment }).Execute();

    private async Task Create() => (await Conmon("create", "--bundle", BundlePath, "--pid-file", PidFile, Id).Execute()).ShouldSucceed();

    private async Task CreateAndStart()
    {
        await Create();
        (await Podman("start", Id)).ShouldSucceed();
    }

    // As Podman looks for words, in this order.
    private static int PodmansExitCode(string message) =>
        Has(message, "permission denied", "operation not permitted") ? 126
        : Has(message, "executable file not found in", "no such file or directory", "open executable") ? 127
        : 126;

    private static bool Has(string message, params string[] words) =>
        words.Any(word => CultureInfo.InvariantCulture.CompareInfo.IndexOf(message, word, CompareOptions.IgnoreCase) >= 0);
}
