using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.CommandLine;

/// <summary><c>spec</c>: what it writes runs as it is.</summary>
public sealed class SpecSpecs : CommandLineTest
{
    [Fact]
    [Needs(Requirement.Binary, "script")]
    public async Task What_it_writes_runs_unmodified_on_a_terminal()
    {
        var bundle = NewBundle();
        var run = Runtime.Call("run", "--bundle", bundle.Directory, NewId());
        (await Runtime.Invoke("spec", "--bundle", bundle.Directory)).ShouldSucceed().Output.Should().BeEmpty();

        var result = await TypedInto(run, "tty; hostname; id -u; exit 7").Execute();

        result.ShouldExitWith(7).Output.ReplaceLineEndings("\n").Should().MatchRegex("\n/dev/(pts/0|console)\ntinyo-oci\n0\n");
    }

    [Fact]
    public async Task It_goes_into_the_current_directory()
    {
        var bundle = NewBundle();

        var result = await (Runtime.Call("spec") with { WorkingDirectory = bundle.Directory }).Execute();

        result.ShouldSucceed();
        var config = JsonNode.Parse(await File.ReadAllTextAsync(bundle.ConfigFile))!;
        ((bool)config["process"]!["terminal"]!).Should().BeTrue();
        ((string)config["root"]!["path"]!).Should().Be("rootfs");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    public async Task It_writes_over_nothing(string content)
    {
        var bundle = NewBundle();
        await File.WriteAllTextAsync(bundle.ConfigFile, content);

        var result = await Runtime.Invoke("spec", "-b", bundle.Directory);

        result.ShouldExitWith(1).Errors.Should().Contain($"{bundle.ConfigFile} exists");
        (await File.ReadAllTextAsync(bundle.ConfigFile)).Should().Be(content);
    }

    [Fact]
    public async Task A_link_is_not_written_through()
    {
        var (bundle, victim) = (NewBundle(), Path.Combine(Room, "victim"));
        File.CreateSymbolicLink(bundle.ConfigFile, victim);

        (await Runtime.Invoke("spec", "-b", bundle.Directory)).ShouldExitWith(1);

        File.Exists(victim).Should().BeFalse();
    }

    [Fact]
    public async Task A_directory_that_is_missing_is_named()
    {
        var missing = Path.Combine(Room, "missing");

        (await Runtime.Invoke("spec", "--bundle", missing)).ShouldExitWith(1).Errors.Should().Contain(missing);
    }

    /// <summary>The command on a terminal at which somebody types a line.</summary>
    internal static Command TypedInto(Command command, string line)
    {
        var words = string.Join(' ', command.Arguments.Prepend(command.Program).Select(word => $"'{word}'"));
        return command with
        {
            Program = "/bin/sh",
            Arguments = ["-c", "(sleep 1; printf '%s\\n' \"$2\"; sleep 1) | script -qec \"$1\" /dev/null", "sh", words, line],
        };
    }
}
