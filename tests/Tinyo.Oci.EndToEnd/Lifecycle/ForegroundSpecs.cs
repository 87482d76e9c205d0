using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Lifecycle;

/// <summary><c>run</c> in front: it stands for the container, to signals and to whoever waits.</summary>
public sealed class ForegroundSpecs : LifecycleTest
{
    // Starts the command, waits for its "ready", does something with it, and reports how it ended.
    private const string DoWithIt = """
        action=$1; out=$2; shift 2
        "$@" > "$out" &
        n=0; while ! grep -q ready "$out" && [ $n -lt 200 ]; do sleep 0.05; n=$((n+1)); done
        eval "$action"; wait $!; echo "code $?"; cat "$out"
        """;

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("USR1")]
    public async Task A_signal_is_passed_on_and_the_exit_code_comes_back(string signal)
    {
        var id = NewId();
        var bundle = NewBundle().WithScript($"trap 'echo got {signal}; exit 42' {signal}; echo ready; while :; do sleep 0.05; done").Save();

        var result = await Signalled(signal, "run", "--bundle", bundle.Directory, id);

        result.ShouldSucceed().Output.Should().Be($"code 42\nready\ngot {signal}\n");
        await NothingIsLeft(id);
    }

    [Fact]
    public async Task A_program_that_dies_of_the_signal_gives_128_and_its_number()
    {
        var bundle = NewBundle().WithoutNamespace("pid").WithScript("echo ready; exec sleep 100").Save();

        var result = await Signalled("TERM", "run", "--bundle", bundle.Directory, NewId());

        result.ShouldSucceed().Output.Should().Be("code 143\nready\n");
    }

    [Fact]
    public async Task Everything_that_was_printed_arrives_before_it_ends()
    {
        var output = await Output("n=0; while [ $n -lt 20000 ]; do echo line $n; n=$((n+1)); done");

        output.Split('\n').Should().HaveCount(20_000).And.EndWith("line 19999");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, "--no-subreaper")]
    public async Task What_a_program_leaves_behind_is_the_runtimes_unless_that_is_not_wanted(bool isRuntimes, params string[] flags)
    {
        var bundle = NewBundle().WithoutNamespace("pid").WithScript(
            "sh -c 'sleep 20 & echo $! >/dev/shm/left'; read left </dev/shm/left; sleep 0.3; [ $(awk '{ print $4 }' /proc/$left/stat) = $PPID ] && echo adopted; kill $left; exit 0");

        var result = await Run(bundle, flags);

        result.ShouldSucceed().Text.Should().Be(isRuntimes ? "adopted" : "");
    }

    [Fact]
    public async Task The_pid_file_is_there_while_it_runs()
    {
        var file = Path.Combine(Room, "pid");
        var bundle = NewBundle().WithScript("trap 'exit 0' TERM; echo ready; while :; do sleep 0.05; done").Save();

        (await Signalled("TERM", "run", "--bundle", bundle.Directory, "--pid-file", file, NewId())).ShouldSucceed();

        (await File.ReadAllTextAsync(file)).Should().MatchRegex(@"^\d+$");
    }

    [Fact]
    public async Task It_has_one_thread()
    {
        var bundle = NewBundle().WithScript("trap 'exit 0' TERM; echo ready; while :; do sleep 0.05; done").Save();

        var result = await InFront("sed -n 's/^Threads:[[:space:]]*/threads /p' /proc/$!/status; kill -TERM $!", "run", "--bundle", bundle.Directory, NewId());

        result.ShouldSucceed().Output.Should().Be("threads 1\ncode 0\nready\n"); // or a signal could come to the other one, and end it
    }

    private Task<CommandResult> Signalled(string signal, params string[] arguments) => InFront($"kill -{signal} $!", arguments);

    private Task<CommandResult> InFront(string action, params string[] arguments)
    {
        var call = Runtime.Call(arguments);
        return new Command("/bin/sh", ["-c", DoWithIt, "sh", action, Path.Combine(Room, "out"), call.Program, .. call.Arguments]) { Environment = call.Environment }.Execute();
    }
}
