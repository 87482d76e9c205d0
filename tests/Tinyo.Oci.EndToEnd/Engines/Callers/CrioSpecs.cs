using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines.Callers;

/// <summary>CRI-O: creates through conmon in the bundle's directory, and asks for the state itself.</summary>
public sealed partial class CrioSpecs : CallerTest
{
    private string PidFile => InRoom("pidfile");

    [Fact]
    public async Task The_state_is_what_crio_decodes_from_created_to_stopped()
    {
        await Create();
        (await Status()).Should().Be("created");
        (await Crio("start", Id)).ShouldSucceed();
        (await Status()).Should().Be("running");
        (await Crio("pause", Id)).ShouldSucceed();
        (await Status()).Should().Be("paused");
        (await Crio("resume", Id)).ShouldSucceed();

        (await Crio("kill", Id, "KILL")).ShouldSucceed();
        await Until(() => !Process(PidFile).IsAlive, "the end of the process");

        (await Status()).Should().Be("stopped");
        (await Crio("delete", "--force", Id)).ShouldSucceed();
        (await Crio("state", Id)).ExitCode.Should().NotBe(0);
    }

    [Theory]
    [InlineData("SIGTERM")]
    [InlineData("TERM")]
    [InlineData("15")]
    public Task Signals_have_names_and_numbers(string signal) => KillWith(signal);

    [Fact]
    [Needs(Requirement.Tinyo)]
    public Task Real_time_signals_have_names() => KillWith("SIGRTMIN+3");

    [Theory]
    [InlineData("-a")]
    [InlineData]
    public async Task A_dead_ones_kill_is_told_by_its_text(params string[] flags)
    {
        await CreateAndStart();
        (await Crio(["kill", .. flags, Id, "9"])).ShouldSucceed();
        await Until(() => !Process(PidFile).IsAlive, "the end of the process");

        var result = await Crio("kill", Id, "9");

        (result.Output + result.Errors).Should().MatchRegex("container not running|no such process|invalid process");
    }

    [Fact]
    public async Task Update_reads_standard_input()
    {
        await CreateAndStart();

        (await (Words("--root", Root, "update", "--resources", "-", Id) with { Input = """{"pids":{"limit":55}}""" }).Execute()).ShouldSucceed();

        (await HostCgroup.Value(Process(PidFile), "pids", "pids.max")).Should().Be("55");
    }

    [Fact]
    public async Task Exec_in_front_gives_the_programs_output_and_exit_code()
    {
        await CreateAndStart();

        var result = await Crio("exec", "--process", ProcessFile(terminal: false, "sh", "-c", "echo out; echo err >&2; exit 3"), Id);

        result.ShouldExitWith(3).Output.Should().Be("out\n");
        result.Errors.Should().Be("err\n");
    }

    [Fact]
    public async Task Checkpoint_knows_every_word()
    {
        var result = await Crio("checkpoint", "--file-locks", "--image-path", "i", "--work-path", "w", "--leave-running", Id);

        result.ExitCode.Should().NotBe(0);
        ShouldKnowEveryWord(result);
    }

    [Fact]
    [Needs(Requirement.Binary, "taskset")]
    public async Task It_may_be_held_to_some_cpus()
    {
        var result = await new Command("taskset", ["--cpu-list", "0", Infrastructure.Runtime.Binary, "--root", Root, "create", "--bundle", BundlePath, "--pid-file", PidFile, Id])
        {
            Environment = Words().Environment,
        }.Execute();

        result.ShouldSucceed();
        Process(PidFile).IsAlive.Should().BeTrue();
    }

    [Fact]
    public async Task Features_and_version_are_read_from_both_outputs()
    {
        var features = Combined(await Call("features"));
        var version = await Call("--version");

        ((string)features["ociVersionMin"]!).Should().NotBeEmpty();
        ((string)features["ociVersionMax"]!).Should().NotBeEmpty();
        version.ShouldSucceed().Errors.Should().BeEmpty();
    }

    [Fact]
    [Needs(Requirement.Systemd)]
    public async Task With_systemd_each_call_says_so()
    {
        Bundle.WithLinux("cgroupsPath", $"system.slice:crio:{Id}");

        (await (Words("--systemd-cgroup", "--root", Root, "create", "--bundle", BundlePath, "--pid-file", PidFile, Id) with { WorkingDirectory = Bundle.Directory }).Execute()).ShouldSucceed();
        (await Call("--root", Root, "--systemd-cgroup", "start", Id)).ShouldSucceed();
        (await Call("--root", Root, "--systemd-cgroup", "state", Id)).ShouldSucceed();

        Process(PidFile).UnifiedCgroup.Should().EndWith($"/system.slice/crio-{Id}.scope");
        (await Call("--root", Root, "--systemd-cgroup", "delete", "--force", Id)).ShouldSucceed();
    }

    private async Task KillWith(string signal)
    {
        Bundle.WithScript("trap 'exit 0' TERM 37; while :; do sleep 0.02; done");
        await CreateAndStart();
        await Until(() => Convert.ToUInt64(Process(PidFile).StatusLine("SigCgt"), 16) >> 14 % 64 != 0, "the shell's traps");

        (await Crio("kill", Id, signal)).ShouldSucceed();

        await Until(() => !Process(PidFile).IsAlive, "the end of the process");
    }

    private Task<CommandResult> Crio(params string[] words) => Call(["--root", Root, .. words]);

    private async Task Create() =>
        (await (Words("--root", Root, "create", "--bundle", BundlePath, "--pid-file", PidFile, Id) with { WorkingDirectory = Bundle.Directory }).Execute()).ShouldSucceed();

    private async Task CreateAndStart()
    {
        await Create();
        (await Crio("start", Id)).ShouldSucceed();
    }

    private async Task<string> Status()
    {
        var state = JsonNode.Parse((await Crio("state", Id)).ShouldSucceed().Output)!;
        ((string)state["id"]!).Should().Be(Id);
        ((string)state["bundle"]!).Should().Be(Bundle.Directory);
        ((string)state["ociVersion"]!).Should().StartWith("1.");
        ((string)state["created"]!).Should().MatchRegex(GoTime());
        var status = (string)state["status"]!;
        ((int)state["pid"]!).Should().Be(status == "stopped" ? 0 : Process(PidFile).Pid);
        return status;
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$")]
    private static partial Regex GoTime();
}
