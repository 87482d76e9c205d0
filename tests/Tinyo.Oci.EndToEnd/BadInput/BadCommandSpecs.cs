using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.BadInput;

/// <summary>Command lines that are refused.</summary>
public sealed class BadCommandSpecs : BadInputTest
{
    [Theory]
    [InlineData("a/b")]
    [InlineData("../a")]
    [InlineData("/etc")]
    [InlineData("a\nb")]
    [InlineData("a b")]
    [InlineData("..")]
    [InlineData(".")]
    public async Task An_id_that_is_no_safe_file_name(string id)
    {
        await ShouldRefuse("invalid container ID format", id, "create", "--bundle", NewBundle().Save().Directory);
    }

    [Theory]
    [InlineData("state")]
    [InlineData("start")]
    [InlineData("kill")]
    [InlineData("delete")]
    public async Task An_id_that_climbs_out_is_refused_by_every_verb(string verb)
    {
        await ShouldRefuse("invalid container ID format|does not exist", [verb, "../../etc"]);
    }

    [Fact]
    public async Task An_id_that_is_given_twice()
    {
        var container = await Start(NewBundle().WithArgs("sleep", "100"));
        var before = await container.State();

        await ShouldRefuse("container with given ID already exists", ["create", "--bundle", NewBundle().Save().Directory, container.Id]);

        (await container.State()).ToJsonString().Should().Be(before.ToJsonString());
    }

    [Theory]
    [InlineData("state")]
    [InlineData("start")]
    [InlineData("kill")]
    [InlineData("delete")]
    [InlineData("ps")]
    public async Task An_id_that_is_unknown(string verb)
    {
        await ShouldRefuse("does not exist", NewId(), verb);
    }

    [Theory]
    [InlineData("brew", new[] { "brew" })]
    [InlineData("-tea", new[] { "create", "--tea", "x" })]
    [InlineData("-z", new[] { "delete", "-z", "x" })]
    [InlineData("flag needs an argument|requires an argument", new[] { "create", "--bundle" })]
    [InlineData("argument|usage|id", new[] { "create" })]
    [InlineData("argument|usage|id", new[] { "start" })]
    [InlineData("argument|usage", new[] { "state", "one", "two" })]
    [InlineData("yaml", new[] { "list", "--format", "yaml" })]
    [InlineData("preserve-fds|many", new[] { "create", "--preserve-fds", "many", "x" })]
    [Needs(Requirement.Tinyo)]
    public async Task What_the_grammar_does_not_know(string expected, string[] arguments)
    {
        await ShouldRefuse(expected, arguments);
    }

    [Theory]
    [InlineData("checkpoint")]
    [InlineData("restore")]
    [InlineData("events")]
    [InlineData("update")]
    [InlineData("pause")]
    [InlineData("resume")]
    [Needs(Requirement.Tinyo)]
    public async Task A_verb_of_a_later_version_says_so_or_misses_the_container(string verb)
    {
        await ShouldRefuse($"{verb}|no-such-id|does not exist", [verb, "no-such-id"]);
    }

    [Theory]
    [InlineData("/no/such/directory/log", "/no/such/directory/log")]
    public async Task A_log_that_cannot_be_written_is_named(string log, string expected)
    {
        var id = NewId();

        var result = await Runtime.Invoke("--log", log, "create", "--bundle", NewBundle().Save().Directory, id);

        result.ShouldExitWith(1).Errors.Should().Contain(expected);
        await NothingIsLeft(id);
    }

    [Fact]
    public async Task A_pid_file_that_cannot_be_written_undoes_the_create()
    {
        await ShouldRefuse("/no/such/directory", NewId(), "create", "--bundle", NewBundle().Save().Directory, "--pid-file", "/no/such/directory/pid");
    }

    [Fact]
    public async Task A_log_keeps_the_lines_of_other_calls()
    {
        var log = Path.Combine(Room, "shared-log");
        await File.WriteAllTextAsync(log, "{\"level\":\"info\",\"msg\":\"before\",\"time\":\"2026-01-01T00:00:00Z\"}\n");

        await Runtime.Invoke("--log", log, "--log-format", "json", "state", NewId());
        await Runtime.Invoke("--log", log, "--log-format=json", "state", NewId());

        var lines = await File.ReadAllLinesAsync(log);
        lines.Should().HaveCount(3);
        lines[0].Should().Contain("before");
        lines[1..].Should().NotBeEmpty().And.OnlyContain(line => line.Contains("does not exist"));
    }

    [Fact]
    public async Task A_log_in_text_is_the_other_format()
    {
        var log = Path.Combine(Room, "text-log");

        await Runtime.Invoke("--log", log, "state", NewId());

        (await File.ReadAllTextAsync(log)).Should().MatchRegex("^time=\"\\d{4}-\\d\\d-\\d\\dT[^\"]+\" level=error msg=\"[^\n]*does not exist[^\n]*\"\n$");
    }
}
