using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Process;

/// <summary>Base of the tests that look at the program from inside the container.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
public abstract class ProcessTest : ContainerTest
{
    /// <summary>The program's own /proc/self/status, by name; no shell stands between it and the runtime.</summary>
    protected async Task<IReadOnlyDictionary<string, string>> Status(TestBundle bundle) =>
        Table(await Output(bundle.WithArgs("cat", "/proc/self/status")));

    /// <summary>Lines as <c>name: value</c>, by name.</summary>
    protected static IReadOnlyDictionary<string, string> Table(string text) =>
        text.Split('\n').Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1].Trim());

    /// <summary>A bundle whose program runs as a user and its groups.</summary>
    protected TestBundle BundleOf(int uid, int gid, params int[] additionalGids) =>
        NewBundle().WithProcess("user", new JsonObject
        {
            ["uid"] = uid,
            ["gid"] = gid,
            ["additionalGids"] = new JsonArray([.. additionalGids.Select(one => (JsonNode)one)]),
        });

    /// <summary>A run whose command is changed before it is made: its input, its environment, the words before it.</summary>
    protected Task<CommandResult> Run(TestBundle bundle, Func<Command, Command> change, params string[] flags) =>
        change(Runtime.Call(["run", "--bundle", bundle.Save().Directory, .. flags, NewId()])).Execute();
}
