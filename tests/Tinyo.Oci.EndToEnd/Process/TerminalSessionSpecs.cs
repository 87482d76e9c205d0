using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Process;

/// <summary>Somebody at a terminal: a shell in front, with job control, and the caller's shell as it was afterwards.</summary>
[Needs(Requirement.Binary, "tmux")]
[Needs(Requirement.Binary, "bash")]
public sealed class TerminalSessionSpecs : ProcessTest
{
    [Theory]
    [InlineData("run")]
    [InlineData("exec")]
    public async Task Keys_stop_and_end_the_jobs_of_a_shell_inside_and_nothing_else(string verb)
    {
        using var tmux = new Tmux(Room);

        await Enter(tmux, verb, "PS1='in> ' exec sh");
        await tmux.Shows("in>");
        tmux.Type("sleep 100");
        await Task.Delay(300);
        tmux.Press("C-z");
        await tmux.Shows("Stopped");
        tmux.Type("jobs | sed s/^/job/");
        await tmux.Shows(screen => screen.Split('\n').Any(line => line.StartsWith("job[1]", StringComparison.Ordinal) && line.Contains("sleep 100")), "the job");
        tmux.Type("fg");
        await Task.Delay(300);
        tmux.Press("C-c");
        tmux.Type("echo code=$?.");
        await tmux.Shows("code=130.");
        tmux.Type("sleep 0.1; exit 5");

        await ShouldBeAsBefore(tmux, 5);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("exec")]
    public async Task The_size_is_followed(string verb)
    {
        using var tmux = new Tmux(Room);

        await Enter(tmux, verb, "trap 'echo now $(stty size).' WINCH; echo first $(stty size).; while :; do sleep 0.05; done");
        await tmux.Shows("first 24 80.");
        tmux.Resize(31, 97);
        await tmux.Shows("now 31 97.");
        tmux.Press("C-c");

        await ShouldBeAsBefore(tmux, 130);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("exec")]
    public async Task A_program_that_prints_all_the_time_is_stopped_by_a_key(string verb)
    {
        using var tmux = new Tmux(Room);

        await Enter(tmux, verb, "yes so it goes on and on; echo ended.");
        await tmux.Shows("so it goes on and on");
        tmux.Press("C-c");

        await ShouldBeAsBefore(tmux, 130);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("exec")]
    public async Task A_runtime_that_is_told_to_end_leaves_the_terminal_as_it_was(string verb)
    {
        using var tmux = new Tmux(Room);

        var id = await Enter(tmux, verb, "trap 'exit 3' TERM; echo up.; while :; do sleep 0.05; done");
        await tmux.Shows("up.");
        var runtime = HostProcess.All().Single(process => process.CommandLine.StartsWith($"{Runtime.Binary}\0", StringComparison.Ordinal) && process.CommandLine.Contains($"\0{verb}\0") && process.CommandLine.Contains($"\0{id}\0"));
        Command.Run("kill", "-TERM", $"{runtime.Pid}").ShouldSucceed();

        await ShouldBeAsBefore(tmux, 3);
    }

    [Fact]
    public async Task In_the_background_it_waits_for_its_turn_and_leaves_the_terminal_alone()
    {
        using var tmux = new Tmux(Room);

        await Enter(tmux, "run", "echo up.; read word; echo got $word.; sleep 0.1; exit 6", "&");
        await tmux.ShowsLine("left with 0.");
        tmux.Type("jobs");
        await tmux.Shows("Stopped");
        (await File.ReadAllTextAsync($"{Room}/after")).Should().Be(await File.ReadAllTextAsync($"{Room}/before"));
        tmux.Type("fg; echo then $?.");
        await tmux.ShowsLine("up.");
        tmux.Type("words");
        await tmux.ShowsLine("got words.");
        await tmux.ShowsLine("then 6.");

        tmux.Type("stty -g > after");
        await ShouldBeAsBefore(tmux, 0);
    }

    [Fact]
    public async Task One_that_was_stopped_takes_the_terminal_again()
    {
        using var tmux = new Tmux(Room);

        await Enter(tmux, "run", "PS1='in> ' exec sh");
        await tmux.Shows("in>");
        var runtime = HostProcess.All().Single(process => process.CommandLine.StartsWith($"{Runtime.Binary}\0", StringComparison.Ordinal) && process.CommandLine.Contains(Room));
        Command.Run("kill", "-STOP", $"{runtime.Pid}").ShouldSucceed();
        await tmux.ShowsLine("left with 147.");
        tmux.Type("fg; code=$?; stty -g > after; echo left with $code.");
        await Task.Delay(300);
        tmux.Type("cat");
        await Task.Delay(300);
        tmux.Press("C-c");
        tmux.Type("echo code=$?.");
        await tmux.ShowsLine("code=130.");
        tmux.Type("exit 8");

        await ShouldBeAsBefore(tmux, 8);
    }

    // Types the verb at the prompt of the caller's shell, whose settings and job are shown before and after.
    private async Task<string> Enter(Tmux tmux, string verb, string script, string after = "; code=$?")
    {
        string id;
        Command call;
        if (verb == "run")
        {
            id = NewId();
            call = Runtime.Call("run", "--bundle", NewBundle().WithProcess("terminal", true).WithScript(script).Save().Directory, id);
        }
        else
        {
            id = (await Start(NewBundle().WithArgs("sleep", "1000"))).Id;
            call = Runtime.Call("exec", "--tty", id, "sh", "-c", script);
        }

        var file = Path.Combine(Room, "call");
        await File.WriteAllTextAsync(file, string.Join(' ', call.Arguments.Prepend(call.Program).Select(word => $"'{word.Replace("'", "'\\''")}'")) + $"{after}\n");
        await tmux.Shows(Tmux.Prompt);
        tmux.Type($"cd {Room}; code=0; stty -g > before; . {file}; stty -g > after; clear; echo left with $code.");
        return id;
    }

    private async Task ShouldBeAsBefore(Tmux tmux, int code)
    {
        await tmux.ShowsLine($"left with {code}.");
        (await File.ReadAllTextAsync($"{Room}/after")).Should().Be(await File.ReadAllTextAsync($"{Room}/before"));
        tmux.Type("echo $((40 + 2)).");
        await tmux.ShowsLine("42.");
    }
}
