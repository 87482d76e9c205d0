using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.CommandLine;

/// <summary><c>--version</c> and <c>--help</c>, as people and engines ask for them.</summary>
public sealed class VersionAndHelpSpecs : CommandLineTest
{
    private static readonly string[] s_verbs =
    [
        "create", "start", "run", "exec", "state", "list", "ps", "kill", "delete", "pause", "resume", "update", "events", "checkpoint", "restore", "spec", "features",
    ];

    /// <summary>Every verb that engines call.</summary>
    public static TheoryData<string> Verbs => [.. s_verbs];

    [Theory]
    [InlineData("--version")]
    [InlineData("-version")]
    [InlineData("-v")]
    [InlineData("--root", "/no/such/root", "--version")]
    [InlineData("version")]
    public async Task The_version_is_what_engines_parse(params string[] arguments)
    {
        var result = (await Infrastructure.Runtime.InvokeBare(arguments)).ShouldSucceed();

        result.Errors.Should().BeEmpty();
        result.Output.Should().EndWith("\n");
        result.Lines[0].Should().MatchRegex(@"^tinyo-oci version \d+\.\d+\.\d+\S*$");
        result.Lines.Should().ContainSingle(line => line.StartsWith("commit: ")).And.ContainSingle(line => line.StartsWith("spec: 1."));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    public async Task Help_names_every_verb(params string[] arguments)
    {
        var result = (await Infrastructure.Runtime.InvokeBare(arguments)).ShouldSucceed();

        result.Errors.Should().BeEmpty();
        foreach (var verb in s_verbs)
        {
            result.Output.Should().MatchRegex($@"(?m)^ +{verb}\b");
        }
    }

    // Podman takes the exit code of `checkpoint --help` for an answer.
    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Each_verb_has_help_on_standard_output(string verb)
    {
        var asked = (await Infrastructure.Runtime.InvokeBare("help", verb)).ShouldSucceed();
        var flagged = (await Infrastructure.Runtime.InvokeBare(verb, "--help")).ShouldSucceed();

        asked.Output.Should().Contain(verb);
        flagged.Output.Should().Be(asked.Output);
        (asked.Errors + flagged.Errors).Should().BeEmpty();
    }

    [Fact]
    public async Task Help_of_an_unknown_verb_is_an_error()
    {
        (await Infrastructure.Runtime.InvokeBare("help", "brew")).ShouldExitWith(1).Errors.Should().Contain("brew");
    }

    // Podman looks for these words to learn whether restore knows the flag.
    [Fact]
    public async Task A_flag_without_its_argument_is_told_in_podmans_words()
    {
        var result = await Infrastructure.Runtime.InvokeBare("restore", "--lsm-mount-context");

        result.ShouldExitWith(1).Errors.Should().Contain("flag needs an argument");
    }
}
