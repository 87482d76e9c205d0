using Tinyo.Oci.Cli.Grammar;

namespace Tinyo.Oci.Tests.Cli.Grammar;

public sealed class ArgumentsSpecs
{
    [Theory]
    [InlineData("--root /r state x")]
    [InlineData("-root /r state x")]
    [InlineData("--root=/r state x")]
    [InlineData("-root=/r state x")]
    [InlineData("--root /first --root=/r state x")]
    [InlineData("--root=/r -- state x")]
    public void A_value_takes_one_or_two_dashes_and_one_or_two_words(string words)
    {
        var arguments = Parse(words);

        arguments.Problem.Should().BeNull();
        arguments.Globals.Text("root").Should().Be("/r");
        arguments.Verb!.Name.Should().Be("state");
        arguments.Positionals.Should().Equal("x");
    }

    [Theory]
    [InlineData("delete --force x", true)]
    [InlineData("delete -force x", true)]
    [InlineData("delete -f x", true)]
    [InlineData("delete --f x", true)]
    [InlineData("delete x --force", true)]
    [InlineData("delete --force=true x", true)]
    [InlineData("delete --force=1 x", true)]
    [InlineData("delete --force=false x", false)]
    [InlineData("delete --force --force=F x", false)]
    [InlineData("delete x", false)]
    public void A_switch_is_on_unless_it_says_otherwise(string words, bool expected)
    {
        var arguments = Parse(words);

        arguments.Problem.Should().BeNull();
        arguments.Flags.Switch("force").Should().Be(expected);
        arguments.Positionals.Should().Equal("x");
    }

    [Fact]
    public void Flags_may_follow_and_stand_between_the_positionals()
    {
        var arguments = Parse("kill x --all KILL");

        arguments.Problem.Should().BeNull();
        arguments.Flags.Switch("all").Should().BeTrue();
        arguments.Positionals.Should().Equal("x", "KILL");
    }

    [Fact]
    public void Two_dashes_end_the_flags()
    {
        var arguments = Parse("delete -- --force");

        arguments.Problem.Should().BeNull();
        arguments.Flags.Switch("force").Should().BeFalse();
        arguments.Positionals.Should().Equal("--force");
    }

    [Fact]
    public void A_value_may_begin_with_a_dash()
    {
        var arguments = Parse("update --memory-swap -1 --resources - x");

        arguments.Problem.Should().BeNull();
        arguments.Flags.Text("memory-swap").Should().Be("-1");
        arguments.Flags.Text("resources").Should().Be("-");
    }

    [Fact]
    public void Lists_keep_every_value_and_texts_the_last()
    {
        var arguments = Parse("exec -e A=1 --env B=2 --env=C=3 --cwd /a --cwd /b x sh");

        arguments.Flags.All("env").Should().Equal("A=1", "B=2", "C=3");
        arguments.Flags.Text("cwd").Should().Be("/b");
    }

    [Theory]
    [InlineData("exec x sh -c --env")]
    [InlineData("exec --tty=false x sh -c --env")]
    public void Nothing_is_parsed_after_the_container_of_an_exec(string words)
    {
        var arguments = Parse(words);

        arguments.Problem.Should().BeNull();
        arguments.Positionals.Should().Equal("x", "sh", "-c", "--env");
        arguments.Flags.Switch("tty").Should().BeFalse();
    }

    [Fact]
    public void What_follows_the_container_of_a_ps_belongs_to_the_host_s_ps()
    {
        var arguments = Parse("ps --format table x -o pid,comm");

        arguments.Problem.Should().BeNull();
        arguments.Positionals.Should().Equal("x", "-o", "pid,comm");
    }

    [Theory]
    [InlineData("-x", "flag provided but not defined: -x (see tinyo-oci --help)")]
    [InlineData("--root", "flag needs an argument: -root (see tinyo-oci --help)")]
    [InlineData("--preserve-fds 1 list", "flag provided but not defined: -preserve-fds (see tinyo-oci --help)")]
    [InlineData("---root /r list", "bad flag syntax: ---root (see tinyo-oci --help)")]
    [InlineData("-=x list", "bad flag syntax: -=x (see tinyo-oci --help)")]
    [InlineData("frob", "unknown command 'frob' (see tinyo-oci --help)")]
    [InlineData("create --root=/r x", "flag provided but not defined: -root (see tinyo-oci create --help)")]
    [InlineData("create -bundle", "flag needs an argument: -bundle (see tinyo-oci create --help)")]
    [InlineData("create x --bogus=1", "flag provided but not defined: -bogus (see tinyo-oci create --help)")]
    [InlineData("create --preserve-fds x c", "invalid value \"x\" for flag -preserve-fds: parse error (see tinyo-oci create --help)")]
    [InlineData("delete -f=xx c", "invalid boolean value \"xx\" for -f: parse error (see tinyo-oci delete --help)")]
    [InlineData("restore --lsm-mount-context", "flag needs an argument: -lsm-mount-context (see tinyo-oci restore --help)")]
    [InlineData("state", "\"state\" requires exactly 1 argument(s) (see tinyo-oci state --help)")]
    [InlineData("state a b", "\"state\" requires exactly 1 argument(s) (see tinyo-oci state --help)")]
    [InlineData("list a", "\"list\" requires exactly 0 argument(s) (see tinyo-oci list --help)")]
    [InlineData("kill", "\"kill\" requires a minimum of 1 argument(s) (see tinyo-oci kill --help)")]
    [InlineData("kill a b c", "\"kill\" requires a maximum of 2 argument(s) (see tinyo-oci kill --help)")]
    [InlineData("exec", "\"exec\" requires a minimum of 1 argument(s) (see tinyo-oci exec --help)")]
    public void What_is_wrong_is_said_in_the_words_of_runc(string words, string problem)
    {
        Parse(words).Problem.Should().Be(problem);
    }

    [Fact]
    public void What_stood_before_a_problem_is_kept_for_the_log_needs_it()
    {
        var arguments = Parse("--log /l --log-format json kill --bogus x");

        arguments.Problem.Should().Contain("-bogus");
        arguments.Globals.Text("log").Should().Be("/l");
        arguments.Globals.Text("log-format").Should().Be("json");
    }

    [Fact]
    public void An_empty_command_line_is_no_problem()
    {
        var arguments = Arguments.Parse([]);

        arguments.Problem.Should().BeNull();
        arguments.Verb.Should().BeNull();
    }

    private static Arguments Parse(string words) => Arguments.Parse(words.Split(' '));
}
