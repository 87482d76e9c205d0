using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.BadInput;

/// <summary>Base of the tests about refusals: what each of them must look like.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
public abstract class BadInputTest : ContainerTest
{
    /// <summary>Calls the runtime with a log in JSON and holds the refusal against the rules; its message matches <paramref name="expected"/>.</summary>
    protected async Task ShouldRefuse(string expected, string[] arguments)
    {
        var log = Path.Combine(Room, $"log-{Guid.NewGuid():N}");
        string[] globals = ["--root", Runtime.StateRoot, "--log", log, "--log-format", "json"];
        var call = Runtime.Call() with { Arguments = [.. globals, .. arguments] };

        var result = await call.Execute();

        result.ShouldExitWith(1).Output.Should().BeEmpty("a refusal is no output of the program");
        var line = result.Errors.Should().EndWith("\n").And.Subject.TrimEnd('\n');
        line.Should().NotContain("\n", "one clear line is enough").And.MatchRegex(expected).And.NotContainAny("Exception", "   at ");
        ShouldBeOneErrorLine(await File.ReadAllTextAsync(log), line);
    }

    /// <summary>The same, and nothing of the container is left.</summary>
    protected async Task ShouldRefuse(string expected, string id, params string[] arguments)
    {
        await ShouldRefuse(expected, [.. arguments, id]);

        await NothingIsLeft(id);
        Leftovers.Find(id, Room, Runtime.StateRoot).Should().BeEmpty();
    }

    // containerd decodes a stream, Podman the whole file as one object: exactly one line serves both.
    private static void ShouldBeOneErrorLine(string log, string errorLine)
    {
        log.Should().EndWith("\n").And.Subject.Count(letter => letter == '\n').Should().Be(1, "the log has one line: {0}", log.Replace('{', '(').Replace('}', ')'));
        var entry = JsonNode.Parse(log)!.AsObject();
        entry.Select(pair => pair.Key).Should().BeEquivalentTo("level", "msg", "time");
        ((string)entry["level"]!).Should().Be("error");
        ((string)entry["time"]!).Should().MatchRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$");
        errorLine.Should().Contain((string)entry["msg"]!, "the log and standard error say the same");
    }
}
