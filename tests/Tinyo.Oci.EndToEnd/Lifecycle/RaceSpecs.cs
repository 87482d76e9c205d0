using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Lifecycle;

/// <summary>Two verbs at once on one id: each does its work or refuses in known words, and nothing is left.</summary>
[Needs(Requirement.Tinyo)]
public sealed class RaceSpecs : LifecycleTest
{
    private const int Rounds = 4;

    // What a verb may say to somebody who comes too early or too late.
    private const string Documented =
        "container does not exist|container not running|container with given ID already exists|cannot start an already running container" +
        "|cannot start a container that has stopped|cannot start a container in the creating state|cannot delete container .* that is not stopped: (creating|running)" +
        "|container init died before";

    [Fact]
    public async Task Start_and_start()
    {
        await Race(Create, 1, 1, container => ["start", container.Id], container => ["start", container.Id]);
    }

    [Fact]
    public async Task Start_and_delete()
    {
        await Race(Create, 1, 2, container => ["start", container.Id], container => ["delete", container.Id]);
    }

    [Fact]
    public async Task Start_and_delete_by_force()
    {
        await Race(Create, 1, 2, container => ["start", container.Id], container => ["delete", "--force", container.Id]);
    }

    [Fact]
    public async Task Start_and_kill()
    {
        await Race(Create, 1, 2, container => ["start", container.Id], container => ["kill", container.Id, "KILL"]);
    }

    [Fact]
    public async Task Kill_and_delete()
    {
        await Race(Start, 1, 2, container => ["kill", container.Id, "KILL"], container => ["delete", container.Id]);
    }

    [Fact]
    public async Task Kill_and_delete_by_force()
    {
        await Race(Start, 1, 2, container => ["kill", container.Id, "KILL"], container => ["delete", "--force", container.Id]);
    }

    [Fact]
    public async Task Delete_and_delete_of_a_created_one()
    {
        await Race(Create, 1, 1, container => ["delete", container.Id], container => ["delete", container.Id]);
    }

    [Fact]
    public async Task Delete_and_delete_by_force()
    {
        await Race(Start, 2, 2, container => ["delete", "--force", container.Id], container => ["delete", "--force", container.Id]);
    }

    [Fact]
    public async Task Create_and_delete()
    {
        await RaceCreate("delete", "--force");
        await RaceCreate("delete");
    }

    [Fact]
    public async Task Create_and_start()
    {
        await RaceCreate("start");
    }

    // Both verbs at once, and somebody who looks all the time; then the container goes, whatever became of it.
    private async Task Race(
        Func<TestBundle, string[], Task<TestContainer>> make, int fewest, int most, Func<TestContainer, string[]> one, Func<TestContainer, string[]> other)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var container = await make(Sleeping(), []);
            using var done = new CancellationTokenSource();
            var looks = Look(container.Id, done.Token);

            var results = await Task.WhenAll(Runtime.Invoke(one(container)), Runtime.Invoke(other(container)));

            await done.CancelAsync();
            foreach (var result in results.Concat(await looks))
            {
                ShouldBeClear(result);
            }

            results.Count(result => result.ExitCode == 0).Should().BeInRange(fewest, most);
            (await container.Delete("--force")).ShouldSucceed();
            await NothingIsLeft(container.Id);
        }
    }

    // A create of its own time: the other verb finds nothing, half a container or a whole one.
    private async Task RaceCreate(params string[] verb)
    {
        var bundle = Sleeping().Save();
        for (var round = 0; round < Rounds; round++)
        {
            var id = NewId();
            using var done = new CancellationTokenSource();
            var looks = Look(id, done.Token);
            var create = Runtime.Invoke("create", "--bundle", bundle.Directory, id);
            await Task.Delay(round * 4);

            var results = new[] { await Runtime.Invoke([.. verb, id]), await create };

            await done.CancelAsync();
            foreach (var result in results.Concat(await looks))
            {
                ShouldBeClear(result);
            }

            results[1].ExitCode.Should().BeOneOf(verb.Contains("--force") ? [0, 1] : [0], "only force may end a create: {0}", results[1].Errors);
            (await Runtime.Invoke("delete", "--force", id)).ShouldSucceed();
            await NothingIsLeft(id);
        }
    }

    private async Task<List<CommandResult>> Look(string id, CancellationToken end)
    {
        var looks = new List<CommandResult>();
        do
        {
            looks.Add(await Runtime.Invoke("state", id));
            looks.Add(await Runtime.Invoke("list"));
        }
        while (!end.IsCancellationRequested);

        return looks;
    }

    private static void ShouldBeClear(CommandResult result)
    {
        result.ExitCode.Should().BeInRange(0, 1, "'{0}' must not crash: {1}", result.CommandLine, result.Errors);
        result.Errors.Should().NotContainAny("internal error", "Exception", "   at ");
        if (result.ExitCode == 1)
        {
            result.Errors.Should().MatchRegex($"^tinyo-oci: ({Documented})[^\n]*\n$", "'{0}' came too early or too late", result.CommandLine);
        }
        else
        {
            result.Errors.Should().BeEmpty("'{0}' succeeded", result.CommandLine);
        }
    }
}
