using System.Text.Json;
using Tinyo.Oci.Cli.Grammar;

namespace Tinyo.Oci.Tests.Cli;

public sealed class ProgramSpecs : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("tinyo-oci-cli-").FullName;
    private readonly TestCaller _caller;

    public ProgramSpecs() => _caller = new TestCaller { Directory = _directory };

    public static TheoryData<string> Names => [.. VerbTable.Names];

    private string LogPath => Path.Combine(_directory, "log.json");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("--version")]
    [InlineData("-v")]
    [InlineData("version")]
    [InlineData("--version state x")]
    public void Version_begins_as_engines_expect(string words)
    {
        var code = _caller.Run(words);

        code.Should().Be(0);
        _caller.Output.Should().MatchRegex("^tinyo-oci version [0-9]+[.][0-9]+[.][0-9]+\ncommit: [0-9a-z]+\nspec: 1[.]3[.]0\ndotnet: .+\n$");
        _caller.Error.Should().BeEmpty();
    }

    [Theory]
    [InlineData("", "Usage: tinyo-oci [global flags] <command>")]
    [InlineData("-h", "Usage: tinyo-oci [global flags] <command>")]
    [InlineData("--help", "Usage: tinyo-oci [global flags] <command>")]
    [InlineData("help", "Usage: tinyo-oci [global flags] <command>")]
    [InlineData("help kill", "tinyo-oci kill:")]
    [InlineData("kill --help", "tinyo-oci kill:")]
    [InlineData("kill -h", "tinyo-oci kill:")]
    [InlineData("checkpoint --help", "tinyo-oci checkpoint:")]
    [InlineData("--log-format json exec --help", "tinyo-oci exec:")]
    public void Help_is_shown_and_exits_0(string words, string expected)
    {
        var code = _caller.Run(words);

        code.Should().Be(0);
        _caller.Output.Should().Contain(expected);
        _caller.Error.Should().BeEmpty();
    }

    [Theory]
    [InlineData("update --memory lots c1", 1, "invalid value for memory: invalid size: 'lots'")]
    [InlineData("update --cpu-quota 1.5 c1", 1, "invalid value for cpu-quota: found \"1.5\", expected a whole number from -9223372036854775808 to 9223372036854775807")]
    [InlineData("update --resources - c1", 1, "standard input: empty, expected a JSON object")]
    [InlineData("update --resources /no/such/file c1", 1, "--resources /no/such/file is missing")]
    [InlineData("update --blkio-weight 5 c1", 1, "the new limits are invalid: blockIO.weight: found 5, expected 10 to 1000")]
    [InlineData("events --interval 5 c1", 1, "invalid value \"5\" for flag -interval: parse error (a duration like 5s or 1m30s)")]
    [InlineData("events --interval 0s c1", 1, "duration interval must be greater than 0")]
    [InlineData("exec --user root c1 sh", 255, "--user 'root' is not UID[:GID] in numbers")]
    [InlineData("checkpoint c1", 1, "checkpoint is not supported yet by this build")]
    [InlineData("restore -no-subreaper c1", 1, "restore is not supported yet by this build")]
    [InlineData("mounts add c1 m.json", 1, "mounts is not supported yet by this build")]
    [InlineData("exec", 1, "\"exec\" requires a minimum of 1 argument(s) (see tinyo-oci exec --help)")]
    [InlineData("frob", 1, "unknown command 'frob' (see tinyo-oci --help)")]
    [InlineData("help frob", 1, "unknown command 'frob' (see tinyo-oci --help)")]
    [InlineData("restore --lsm-mount-context", 1, "flag needs an argument: -lsm-mount-context (see tinyo-oci restore --help)")]
    [InlineData("state a/b", 1, "invalid container ID format: 'a/b' (letters, digits and _ + . - are allowed)")]
    [InlineData("kill c1 FOO", 1, "unknown signal \"FOO\"")]
    [InlineData("kill c1 65", 1, "unknown signal \"65\"")]
    [InlineData("list -f xml", 1, "invalid format option 'xml': table or json")]
    [InlineData("ps -f xml c1", 1, "invalid format option 'xml': table or json")]
    [InlineData("create --preserve-fds=-1 c1", 1, "--preserve-fds -1 is not a count of descriptors")]
    [InlineData("kill --regex ( KILL", 1, "--regex '(' is not a regular expression")]
    [InlineData("--log-format xml list", 1, "invalid log-format: xml (text or json)")]
    [InlineData("--log /no/such/place/log list", 1, "open /no/such/place/log: No such file or directory")]
    public void A_failure_is_one_line_on_stderr_and_an_exit_code(string words, int expected, string message)
    {
        var code = _caller.Run(words);

        code.Should().Be(expected);
        _caller.Error.Should().Be($"tinyo-oci: {message}\n");
        _caller.Output.Should().BeEmpty();
    }

    [Theory]
    [InlineData("state a/b", "invalid container ID format: 'a/b' (letters, digits and _ + . - are allowed)")]
    [InlineData("kill --bogus c1", "flag provided but not defined: -bogus (see tinyo-oci kill --help)")]
    [InlineData("checkpoint c1", "checkpoint is not supported yet by this build")]
    public void A_failure_is_one_line_in_the_log_and_the_bare_text_on_stderr(string words, string message)
    {
        var code = _caller.Run($"--log {LogPath} --log-format json {words}");

        code.Should().Be(1);
        _caller.Error.Should().Be($"{message}\n");
        var line = File.ReadAllLines(LogPath).Should().ContainSingle().Subject;
        var entry = JsonDocument.Parse(line).RootElement;
        entry.EnumerateObject().Select(property => property.Name).Should().Equal("level", "msg", "time");
        entry.GetProperty("level").GetString().Should().Be("error");
        entry.GetProperty("msg").GetString().Should().Be(message);
        entry.GetProperty("time").GetDateTimeOffset().Should().BeCloseTo(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void A_success_leaves_the_log_empty()
    {
        var code = _caller.Run($"--log {LogPath} --log-format json features");

        code.Should().Be(0);
        File.ReadAllBytes(LogPath).Should().BeEmpty();
    }

    [Fact]
    public void Without_a_file_a_format_that_was_asked_for_goes_to_stderr()
    {
        var code = _caller.Run("--log-format json state a/b");

        code.Should().Be(1);
        _caller.Error.Should().MatchRegex("^{\"level\":\"error\",\"msg\":\"invalid container ID format[^\n]*\",\"time\":\"[^\"]*Z\"}\n$");
    }

    [Fact]
    public void What_nobody_foresaw_is_one_line_too()
    {
        var caller = _caller.Caller with { Output = _ => throw new InvalidOperationException("surprise") };

        var code = Oci.Cli.Program.Run(["--version"], caller);

        code.Should().Be(1);
        _caller.Error.Should().Be("tinyo-oci: internal error: InvalidOperationException: surprise\n");
    }

    [Fact]
    public void Features_is_nothing_but_json()
    {
        var code = _caller.Run("features");

        code.Should().Be(0);
        _caller.Error.Should().BeEmpty();
        JsonDocument.Parse(_caller.Output).RootElement.GetProperty("ociVersionMax").GetString().Should().Be("1.3.0");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_verb_of_the_table_is_dispatched(string name)
    {
        var words = string.Join(' ', Enumerable.Repeat("no/such/id", VerbTable.Find(name)!.Minimum).Prepend(name));

        _caller.Run($"--root {_directory} {words}");

        _caller.Error.Should().NotContain("internal error");
    }
}
