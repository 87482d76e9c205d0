using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Rootless;

/// <summary>Base of the tests with containers of an unprivileged user who is logged in: the spec is <c>spec --rootless</c>'s.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
[Needs(Requirement.CgroupV2)]
[Needs(Requirement.UserSession)]
public abstract class UserSessionTest : ContainerTest
{
    /// <summary>The user's session.</summary>
    protected UserSession Session { get; } = UserSession.Find()!;

    /// <summary>What a shell script of the user's about one container prints; <c>"$@"</c> is the runtime with its state root.</summary>
    /// <param name="program">The container's own shell script.</param>
    /// <param name="script">The user's.</param>
    /// <param name="change">Changes the configuration.</param>
    /// <param name="inSession">Whether it runs where a login shell does, beside the user's services.</param>
    protected async Task<CommandResult> AsUser(string program, string script, Action<JsonObject>? change = null, bool inSession = false)
    {
        string[] words =
        [
            $"BUNDLE={(await RootlessBundle(program, change)).Save().Directory}", $"ID={NewId()}", $"{Leftovers.MarkerName}={Room}",
            "sh", "-c", script, "sh", Runtime.Binary, "--root", Session.NewRoom("state"),
        ];
        return await (inSession ? Session.CallInSession("env", words) : Session.Call("env", words)).Execute();
    }

    private async Task<TestBundle> RootlessBundle(string script, Action<JsonObject>? change)
    {
        var room = Session.NewRoom("spec");
        (await Session.Call(Runtime.Binary, "spec", "--rootless", "--bundle", room).Execute()).ShouldSucceed();
        var config = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(room, "config.json")))!.AsObject();
        config["process"]!["terminal"] = false;
        change?.Invoke(config);
        return NewBundle().With(config).WithScript(script);
    }
}
