using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;
using Tinyo.Oci.EndToEnd.Process;

namespace Tinyo.Oci.EndToEnd.Engines.Callers;

/// <summary>BuildKit runs in the foreground, buildah creates and then asks for the state over and over.</summary>
public sealed class BuilderSpecs : CallerTest
{
    private string Log => InRoom("runc-log.json");

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 42", 42)]
    [InlineData("kill -9 $$", 0)]
    public async Task BuildKit_runs_a_step(string script, int code)
    {
        Bundle.WithScript($"echo step; {script}");

        var result = await BuildKit("run", "--bundle", BundlePath, Id);

        result.ShouldExitWith(code).Output.Should().Be("step\n");
        File.ReadAllText(Log).Should().BeEmpty("nothing went wrong with the runtime");
        await NothingIsLeft(Id);
    }

    [Fact]
    public async Task BuildKit_keeps_it_until_it_deletes_it()
    {
        Bundle.WithArgs("true");

        (await BuildKit("run", "--bundle", BundlePath, "--no-pivot", "--keep", Id)).ShouldSucceed();
        ((string)(await State())["status"]!).Should().Be("stopped");
        (await BuildKit("delete", Id)).ShouldSucceed();

        (await Call("state", Id)).ExitCode.Should().NotBe(0);
    }

    [Fact]
    public async Task BuildKit_runs_more_in_it_and_ends_it()
    {
        var run = BuildKit("run", "--bundle", BundlePath, "--keep", Id);
        await Until(() => (Call("state", Id).Result).Output.Contains("\"running\""), "the container");

        var exec = await BuildKit("exec", "--process", ProcessFile(terminal: false, "sh", "-c", "echo more; exit 5"), "--pid-file", InRoom("exec.pid"), Id);
        (await BuildKit("kill", Id, "9")).ShouldSucceed();

        exec.ShouldExitWith(5).Output.Should().Be("more\n");
        _ = Process(InRoom("exec.pid"));
        (await run).ShouldExitWith(137);
        (await BuildKit("delete", Id)).ShouldSucceed();
    }

    [Fact]
    public async Task BuildKit_finds_the_cause_in_the_log()
    {
        Bundle.WithArgs("no-such-program");

        var result = await BuildKit("run", "--bundle", BundlePath, Id);

        result.ShouldExitWith(1);
        RuntimeLog.LastError(Log).Should().Contain("executable file not found in $PATH");
    }

    [Fact]
    public async Task Buildah_asks_for_the_state_until_it_has_stopped()
    {
        Bundle.WithArgs("sleep", "0.1");
        var pidFile = Path.Combine(Bundle.Directory, "pid");

        (await Call("create", "--bundle", BundlePath, "--pid-file", pidFile, Id)).ShouldSucceed();
        _ = Process(pidFile);
        (await Call("start", Id)).ShouldSucceed();

        List<string> seen = [];
        await Until(() => Seen() == "stopped", "the end of the program");
        seen.Should().BeSubsetOf(["running", "stopped"]);
        (await Call("delete", Id)).ShouldSucceed();
        await NothingIsLeft(Id);

        string Seen()
        {
            seen.Add((string)State().Result["status"]!);
            return seen[^1];
        }
    }

    [Theory]
    [InlineData]
    [InlineData("TERM")]
    [InlineData("SIGKILL")]
    public async Task Buildah_kills_with_a_signal_or_without(params string[] signal)
    {
        Bundle.WithScript("trap 'exit 0' TERM; echo set; while :; do sleep 0.02; done");
        var created = (await Call("create", "--bundle", BundlePath, "--pid-file", InRoom("pid"), Id)).ShouldSucceed();
        (await Call("start", Id)).ShouldSucceed();
        await Until(() => File.ReadAllText(created.OutputFile) == "set\n", "the shell's trap");

        (await Call(["kill", Id, .. signal])).ShouldSucceed();

        await Until(() => !Process(InRoom("pid")).IsAlive, "the end of the process");
        (await Call("delete", Id)).ShouldSucceed();
    }

    [Fact]
    public async Task Buildah_gets_a_terminal()
    {
        using var console = new ConsoleSocket(InRoom("c"));
        Bundle.WithArgs("tty").WithProcess("terminal", true);

        (await Call("create", "--bundle", BundlePath, "--pid-file", InRoom("pid"), "--console-socket", console.Path, Id)).ShouldSucceed();
        console.Receive().Descriptors.Should().ContainSingle();
        (await Call("start", Id)).ShouldSucceed();

        (await console.ReadUntil("\n")).Should().Contain("/dev/");
    }

    /// <summary>Deletes what the default state root has: these name none.</summary>
    public override async ValueTask DisposeAsync()
    {
        await Call("delete", "--force", Id);
        await base.DisposeAsync();
    }

    private Task<CommandResult> BuildKit(params string[] words) => Call(["--log", Log, "--log-format", "json", .. words]);

    private async Task<JsonNode> State() =>
        JsonNode.Parse((await Call("state", Id)).ShouldSucceed().Output)!;
}
