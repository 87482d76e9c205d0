using System.Globalization;
using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines.Callers;

/// <summary>Base of the tests that call the runtime word by word as one engine does, and read what it leaves as that engine does.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
public abstract class CallerTest : ContainerTest
{
    /// <summary>The container's id.</summary>
    protected string Id => field ??= NewId();

    /// <summary>The container's bundle; its program sleeps unless a test says otherwise.</summary>
    protected TestBundle Bundle => field ??= NewBundle().WithArgs("sleep", "1000");

    /// <summary>The bundle's directory, with config.json written.</summary>
    protected string BundlePath => Bundle.Save().Directory;

    /// <summary>What goes to <c>--root</c>.</summary>
    protected string Root => Runtime.StateRoot;

    /// <summary>A path in the test's own directory.</summary>
    protected string InRoom(string name) => Path.Combine(Room, name);

    /// <summary>One call with nothing but <paramref name="words"/>, not yet made.</summary>
    protected Command Words(params string[] words) => new(Infrastructure.Runtime.Binary, words)
    {
        Environment = new Dictionary<string, string> { [Leftovers.MarkerName] = Room },
    };

    /// <summary>One call with nothing but <paramref name="words"/>.</summary>
    protected Task<CommandResult> Call(params string[] words) => Words(words).Execute();

    /// <summary>A process in a file, as engines give it to <c>exec --process</c>.</summary>
    protected string ProcessFile(bool terminal, params string[] args)
    {
        var process = Bundle.Config["process"]!.DeepClone().AsObject();
        process["args"] = TestBundle.ToArray(args);
        process["terminal"] = terminal;
        var file = InRoom($"runc-process{Guid.NewGuid():N}");
        File.WriteAllText(file, process.ToJsonString());
        return file;
    }

    /// <summary>The whole file as a number: digits, and no line feed to be trimmed.</summary>
    protected static HostProcess Process(string pidFile) =>
        new(int.Parse(File.ReadAllText(pidFile), NumberStyles.None, CultureInfo.InvariantCulture));

    /// <summary>Standard output and standard error together as one JSON document.</summary>
    protected static JsonNode Combined(CommandResult result) => JsonNode.Parse(result.Errors + result.ShouldSucceed().Output)!;

    /// <summary>Asks until it is so.</summary>
    protected static async Task Until(Func<bool> condition, string what)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(10); !condition(); await Task.Delay(10))
        {
            Assert.True(DateTime.UtcNow < deadline, $"not within 10 seconds: {what}");
        }
    }

    /// <summary>Nothing was refused because of a word: what is said is about the thing itself.</summary>
    protected static void ShouldKnowEveryWord(CommandResult result) =>
        result.Errors.Should().NotContainAny("flag provided but not defined", "flag needs an argument", "incorrect usage", "invalid argument count", "requires");
}
