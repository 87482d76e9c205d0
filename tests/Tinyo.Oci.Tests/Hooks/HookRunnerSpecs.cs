using System.Diagnostics;
using System.Text;
using Tinyo.Oci.Runtime.Hooks;
using Tinyo.Oci.Spec;
using Tinyo.Oci.Tests.Support;

namespace Tinyo.Oci.Tests.Hooks;

[Collection(Alone.Name)]
public sealed class HookRunnerSpecs : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();
    private readonly byte[] _state = Encoding.UTF8.GetBytes("""{"id":"c1"}""");

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void A_hook_gets_the_state_on_its_stdin_to_the_last_byte()
    {
        Run(Shell("cat > state"));

        File.ReadAllBytes(_temporary.File("state")).Should().Equal(_state);
    }

    [Fact]
    public void Stdin_can_be_opened_by_its_name()
    {
        Run(Shell("cat /dev/stdin > state"));

        File.ReadAllBytes(_temporary.File("state")).Should().Equal(_state);
    }

    [Fact]
    public void A_state_larger_than_any_pipe_arrives_whole()
    {
        var large = Encoding.UTF8.GetBytes(new string('x', 3_000_000));

        new HookRunner("createRuntime", large, _temporary.Path).Run([Shell("sleep 0.1; cat > state")]);

        File.ReadAllBytes(_temporary.File("state")).Should().Equal(large);
    }

    [Fact]
    public void A_hook_need_not_read_a_large_state()
    {
        var large = new byte[3_000_000];

        var act = () => new HookRunner("createRuntime", large, _temporary.Path).Run([Shell("exec 0<&-; sleep 0.1"), Shell("true")]);

        act.Should().NotThrow();
    }

    [Fact]
    public void Arguments_are_passed_as_they_are()
    {
        var script = _temporary.Script("hook", """printf '%s|' "$@" > arguments""");

        Run(new Hook { Path = script, Args = ["hook", "a b", "", "*", "$HOME"] });

        File.ReadAllText(_temporary.File("arguments")).Should().Be("a b||*|$HOME|");
    }

    [Fact]
    public void The_environment_is_the_hooks_own_and_no_more()
    {
        Environment.SetEnvironmentVariable("TINYO_TEST_LEAK", "1");

        Run(new Hook { Path = "/usr/bin/env", Args = ["sh", "sh", "-c", "tr '\\0' '\\n' < /proc/self/environ > environment"], Env = ["A=1", "PATH=/usr/bin:/bin"] });

        File.ReadAllLines(_temporary.File("environment")).Should().Equal("A=1", "PATH=/usr/bin:/bin");
    }

    [Fact]
    public void A_hook_without_environment_takes_the_given_one_and_an_empty_one_stays_empty()
    {
        var hooks = new[] { Counted(null), Counted([]) };

        new HookRunner("startContainer", _state, _temporary.Path, ["GIVEN=1"]).Run(hooks);

        File.ReadAllText(_temporary.File("environments")).Should().Be("GIVEN=1\0;;");
    }

    [Fact]
    public void Hooks_run_in_order_in_their_directory()
    {
        Run(Shell("pwd > out"), Shell("echo two >> out"), Shell("echo three >> out"));

        File.ReadAllLines(_temporary.File("out")).Should().Equal(_temporary.Path, "two", "three");
    }

    [Fact]
    public void The_first_failure_ends_the_hooks_and_shows_what_the_hook_wrote_on_one_line()
    {
        var act = () => Run(Shell("true"), Shell("echo out; echo err >&2; printf '\\n\\t  last\\n'; exit 3"), Shell("touch never"));

        act.Should().Throw<OciException>().WithMessage("hook createRuntime[1] /bin/sh: exit status 3, output: out err last");
        File.Exists(_temporary.File("never")).Should().BeFalse();
    }

    [Fact]
    public void A_hook_that_is_killed_has_failed()
    {
        var act = () => Run(Shell("kill -9 $$"));

        act.Should().Throw<OciException>().WithMessage("hook createRuntime[0] /bin/sh: signal 9");
    }

    [Fact]
    public void A_missing_hook_is_named_in_words_that_nobody_takes_for_a_missing_command()
    {
        var act = () => Run(new Hook { Path = "/nowhere/hook" });

        act.Should().Throw<OciException>().WithMessage("hook createRuntime[0] /nowhere/hook: can't be run: it, its interpreter or its working directory is missing");
    }

    [Fact]
    public void A_hook_that_is_not_executable_is_named()
    {
        File.WriteAllText(_temporary.File("plain"), "");

        var act = () => Run(new Hook { Path = _temporary.File("plain") });

        act.Should().Throw<OciException>().WithMessage($"hook createRuntime[0] {_temporary.File("plain")}: exec {_temporary.File("plain")}: Permission denied");
    }

    [Fact]
    public void A_hook_that_takes_too_long_is_killed()
    {
        var clock = Stopwatch.StartNew();

        var act = () => Run(Shell("echo begun; echo $$ > pid; exec sleep 60") with { Timeout = 1 });

        act.Should().Throw<OciException>().WithMessage("hook createRuntime[0] /bin/sh: timed out after 1s, output: begun");
        clock.ElapsedMilliseconds.Should().BeInRange(900, 10_000);
        Directory.Exists($"/proc/{File.ReadAllText(_temporary.File("pid")).Trim()}").Should().BeFalse();
    }

    [Fact]
    public void Endless_output_keeps_no_hook_from_its_timeout()
    {
        var act = () => Run(Shell("exec yes") with { Timeout = 1 });

        act.Should().Throw<OciException>().Which.Message.Should().StartWith("hook createRuntime[0] /bin/sh: timed out after 1s, output: y y").And.EndWith("...");
    }

    [Fact]
    public void What_a_hook_leaves_running_is_not_waited_for()
    {
        var clock = Stopwatch.StartNew();

        Run(Shell("echo $$; sleep 5 & exit 0"));

        clock.ElapsedMilliseconds.Should().BeLessThan(4000);
    }

    [Fact]
    public void Signals_are_as_a_program_expects_them()
    {
        Run(Shell("grep -E '^Sig(Ign|Blk)' /proc/self/status > signals"));

        File.ReadAllLines(_temporary.File("signals")).Should().NotBeEmpty().And.OnlyContain(line => line.EndsWith("\t0000000000000000"));
    }

    [Fact]
    public void A_hook_gets_its_streams_and_no_other_descriptor()
    {
        Run(Shell("ls /proc/self/fd > descriptors"));

        File.ReadAllText(_temporary.File("descriptors")).Should().Be("0\n1\n2\n3\n", "the last is what ls lists them by");
    }

    [Fact]
    public void Run_all_runs_what_comes_after_a_failure()
    {
        var failures = new HookRunner("poststop", _state, _temporary.Path).RunAll([Shell("exit 1"), Shell("touch second"), Shell("echo oh; exit 2")]);

        failures.Should().Equal("hook poststop[0] /bin/sh: exit status 1", "hook poststop[2] /bin/sh: exit status 2, output: oh");
        File.Exists(_temporary.File("second")).Should().BeTrue();
    }

    private static Hook Shell(string script) => new() { Path = "/bin/sh", Args = ["sh", "-c", script], Env = ["PATH=/usr/bin:/bin"] };

    // /proc/PID/environ shows what execve was given, before the shell adds its own.
    private static Hook Counted(IReadOnlyList<string>? environment) => new()
    {
        Path = "/bin/sh",
        Args = ["sh", "-c", "/bin/cat /proc/$$/environ >> environments; printf ';' >> environments"],
        Env = environment,
    };

    private void Run(params Hook[] hooks) => new HookRunner("createRuntime", _state, _temporary.Path).Run(hooks);
}
