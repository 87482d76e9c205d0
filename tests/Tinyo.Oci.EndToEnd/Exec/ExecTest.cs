using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Exec;

/// <summary>Base of the tests of <c>exec</c>: containers that only sleep, and what others find when they join them.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
public abstract class ExecTest : ContainerTest
{
    /// <summary>A container that sleeps.</summary>
    protected Task<TestContainer> Sleeper(TestBundle? bundle = null) => Start((bundle ?? NewBundle()).WithArgs("sleep", "1000"));

    /// <summary><c>exec</c> with flags, the id and a program among <paramref name="words"/>.</summary>
    protected Task<CommandResult> Exec(params string[] words) => Runtime.Invoke(["exec", .. words]);

    /// <summary>What a shell script prints in a container; fails the test when it does not exit with 0.</summary>
    protected async Task<string> Output(TestContainer container, string script, params string[] flags) =>
        (await Exec([.. flags, container.Id, "/bin/sh", "-c", script])).ShouldSucceed().Text;

    /// <summary>A process as <c>--process</c> takes it: the container's own, changed.</summary>
    protected string ProcessFile(TestContainer container, Action<JsonObject> change, params string[] args)
    {
        var process = container.Bundle.Config["process"]!.DeepClone().AsObject();
        process["args"] = TestBundle.ToArray(args);
        change(process);
        var file = Path.Combine(Room, $"process-{Guid.NewGuid():N}.json");
        File.WriteAllText(file, process.ToJsonString());
        return file;
    }

    /// <summary><c>exec --process</c>.</summary>
    protected Task<CommandResult> ExecProcess(TestContainer container, Action<JsonObject> change, params string[] args) =>
        Exec("--process", ProcessFile(container, change, args), container.Id);

    /// <summary>Lines as <c>name: value</c>, by name.</summary>
    protected static IReadOnlyDictionary<string, string> Table(string text) =>
        text.Split('\n').Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1].Trim());
}
