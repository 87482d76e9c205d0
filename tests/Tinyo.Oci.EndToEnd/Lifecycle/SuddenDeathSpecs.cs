using System.Globalization;
using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Lifecycle;

/// <summary>The runtime is killed at any moment of a verb: <c>state</c> still tells the truth, and <c>delete --force</c> removes all there is.</summary>
[Needs(Requirement.Tinyo)]
[Needs(Requirement.Binary, "timeout")]
[Needs(Requirement.UserNamespaces)]
public sealed class SuddenDeathSpecs : LifecycleTest
{
    private const string Gone = "gone";
    private const int Cases = 7;

    [Theory]
    [InlineData("create")]
    [InlineData("run")]
    public async Task Making_a_container(string verb)
    {
        await Kill([Gone, "created", "running", "stopped"], bundle => Task.FromResult<(string, Func<string, string[]>)>(
            (NewId(), id => verb == "run" ? ["run", "--detach", "--bundle", bundle.Directory, id] : [verb, "--bundle", bundle.Directory, id])));
    }

    [Fact]
    public async Task Starting_it()
    {
        await Kill(["created", "running"], async bundle => ((await Create(bundle)).Id, id => ["start", id]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Joining_it(bool detached)
    {
        var container = await Start(Sleeping());
        var before = new Remains(container.Id, await container.Process(), Runtime.StateRoot);

        await Kill(["running"], _ => Task.FromResult<(string, Func<string, string[]>)>(
            (container.Id, id => detached ? ["exec", "--detach", id, "sleep", "0.01"] : ["exec", id, "sleep", "0.01"])), keep: true);

        await before.ShouldBeAll();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Removing_it(bool running)
    {
        await Kill([Gone, "created", "running", "stopped"], async bundle => ((await (running ? Start(bundle) : Create(bundle))).Id, id => ["delete", "--force", id]));
    }

    private async Task Kill(string[] truths, Func<TestBundle, Task<(string Id, Func<string, string[]> Verb)>> prepare, bool keep = false)
    {
        var random = new Random(5);
        var rounds = (Rounds.InAll / Cases) + 1;
        TestBundle[] bundles = [Sleeping(), OfAUser(), InTheHostsMounts(), WithAnotherClock()];
        var (whole, killed) = (TimeSpan.FromMilliseconds(8), 0);
        for (var round = 0; round < rounds; round++)
        {
            var (id, verb) = await prepare(bundles[round % bundles.Length].Save());
            if (await IsKilled(Runtime.Call(verb(id)), whole * random.NextDouble()))
            {
                (whole, killed) = (whole * 1.2, killed + 1);
            }
            else
            {
                whole *= 0.8; // so that about half are done before, however fast the machine is at the moment
            }

            await ShouldBeTold(id, truths);
            if (!keep)
            {
                (await Runtime.Invoke("delete", "--force", id)).ShouldSucceed().Errors.Should().BeEmpty();
                await NothingIsLeft(id);
            }
        }

        killed.Should().BeGreaterThan(rounds / 6, "enough of the kills must come before the verb is done");
    }

    private TestBundle OfAUser()
    {
        var mapping = new JsonObject { ["containerID"] = 0, ["hostID"] = 100_000, ["size"] = 65536 };
        return Sleeping().WithNamespace("user").WithLinux("uidMappings", new JsonArray(mapping)).WithLinux("gidMappings", new JsonArray(mapping.DeepClone()))
            .WithoutMount("/sys/fs/cgroup");
    }

    // Its root is a mount of the host.
    private TestBundle InTheHostsMounts() => Sleeping().WithoutNamespace("mount").WithLinux("maskedPaths", new JsonArray()).WithLinux("readonlyPaths", new JsonArray());

    // Its first process is the child of one that goes ahead.
    private TestBundle WithAnotherClock() =>
        Sleeping().WithNamespace("time").WithLinux("timeOffsets", new JsonObject { ["monotonic"] = new JsonObject { ["secs"] = 1000 } });

    private static async Task<bool> IsKilled(Command call, TimeSpan after)
    {
        var moment = after.TotalSeconds.ToString("0.00000", CultureInfo.InvariantCulture);
        var result = await (call with { Program = "timeout", Arguments = ["--foreground", "-s", "KILL", moment, call.Program, .. call.Arguments] }).Execute();
        result.ExitCode.Should().BeOneOf([0, 124, 137], "'{0}' printed: {1}", call, result.Errors);
        return result.ExitCode != 0; // 124: before timeout(1) had started it
    }

    // What state says is what a look at the process says, once what died with the runtime, or by it, has gone.
    private async Task ShouldBeTold(string id, string[] truths)
    {
        var (status, pid) = await State(id);
        for (var deadline = DateTime.UtcNow.AddSeconds(3); status != Truth(id, status, pid) && DateTime.UtcNow < deadline; (status, pid) = await State(id))
        {
            await Task.Delay(10);
        }

        status.Should().Be(Truth(id, status, pid), "that is what there is of '{0}'", id).And.BeOneOf(truths);
    }

    private static string Truth(string id, string status, int pid)
    {
        if (status is Gone)
        {
            return Gone;
        }

        var process = new HostProcess(pid);
        var isThere = pid > 0 && process.IsAlive && process.Cgroups.Contains(id);
        return !isThere ? "stopped" : process.CommandLine.StartsWith("sleep", StringComparison.Ordinal) ? "running" : "created";
    }

    private async Task<(string Status, int Pid)> State(string id)
    {
        var result = await Runtime.Invoke("state", id);
        if (result.ExitCode == 1)
        {
            result.Errors.Should().Contain("container does not exist");
            return (Gone, 0);
        }

        var state = JsonNode.Parse(result.ShouldSucceed().Output)!;
        return ((string)state["status"]!, int.Parse(state["pid"]!.ToJsonString(), CultureInfo.InvariantCulture));
    }
}
