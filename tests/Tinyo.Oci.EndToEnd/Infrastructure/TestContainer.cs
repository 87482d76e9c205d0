using System.Globalization;
using System.Text.Json.Nodes;

namespace Tinyo.Oci.EndToEnd.Infrastructure;

/// <summary>A container that was created: what can be asked of it and done to it.</summary>
public sealed class TestContainer(Runtime runtime, string id, TestBundle bundle, CommandResult created)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    /// <summary>The container's id.</summary>
    public string Id => id;

    /// <summary>The bundle it was made of.</summary>
    public TestBundle Bundle => bundle;

    /// <summary>Everything that the program printed so far.</summary>
    public string Output => File.ReadAllText(created.OutputFile);

    /// <summary>Everything that the program printed to standard error so far.</summary>
    public string Errors => File.ReadAllText(created.ErrorsFile);

    /// <summary><c>start</c>.</summary>
    public Task<CommandResult> Start() => runtime.Invoke("start", id);

    /// <summary><c>kill</c>, with a signal or without.</summary>
    public Task<CommandResult> Kill(params string[] signal) => runtime.Invoke(["kill", id, .. signal]);

    /// <summary><c>delete</c>.</summary>
    public Task<CommandResult> Delete(params string[] flags) => runtime.Invoke(["delete", .. flags, id]);

    /// <summary><c>state</c>, parsed.</summary>
    public async Task<JsonObject> State() =>
        JsonNode.Parse((await runtime.Invoke("state", id)).ShouldSucceed().Output)!.AsObject();

    /// <summary>The <c>status</c> of <c>state</c>.</summary>
    public async Task<string> Status() => (string)(await State())["status"]!;

    /// <summary>The init process, as the host sees it.</summary>
    public async Task<HostProcess> Process() =>
        new(int.Parse((await State())["pid"]!.ToJsonString(), CultureInfo.InvariantCulture));

    /// <summary>Asks for the status until it is <paramref name="status"/>; fails the test when that takes too long.</summary>
    public Task WaitFor(string status) => WaitUntil(async () => await Status() == status, $"be {status}");

    /// <summary>Waits until the program has printed <paramref name="text"/>.</summary>
    public Task WaitForOutput(string text) => WaitUntil(() => Task.FromResult(Output.Contains(text)), $"print '{text}'");

    private async Task WaitUntil(Func<Task<bool>> condition, string what)
    {
        for (var deadline = DateTime.UtcNow + s_patience; !await condition();)
        {
            if (DateTime.UtcNow > deadline)
            {
                throw new TimeoutException($"container '{id}' did not {what} within {s_patience}; it printed:\n{Output}{Errors}");
            }

            await Task.Delay(20);
        }
    }
}
