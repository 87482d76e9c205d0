using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Performance;

/// <summary>Nothing makes a command slower unseen: the system calls that it makes are counted, which no busy machine changes.</summary>
[Needs(Requirement.Root)]
[Needs(Requirement.Runtime)]
[Needs(Requirement.Tinyo)]
[Needs(Requirement.Binary, "strace")]
[AlsoInLab]
public sealed class SystemCallSpecs(ITestOutputHelper output) : ContainerTest
{
    // What differs from one time to the next, waiting and trying again, only ever adds.
    private const int Times = 3;

    [Fact]
    public Task Booting_makes_no_more_system_calls_than_it_may() =>
        Check(SystemCallBounds.Boot, CountBoot);

    [Fact]
    public Task Run_makes_no_more_system_calls_than_it_may() =>
        Check("run", () => Count(["run", "--bundle", NewBundle().WithArgs("/bin/true").Save().Directory, NewId()]));

    [Fact]
    public Task Create_and_its_init_make_no_more_system_calls_than_they_may() =>
        Check("create", () =>
        {
            var id = NewId();
            return Count(["create", "--bundle", NewBundle().WithArgs("/bin/true").Save().Directory, id], () => StartWhenCreated(id));
        });

    [Fact]
    public Task Start_makes_no_more_system_calls_than_it_may() =>
        Check("start", async () =>
        {
            var container = await Create(NewBundle().WithArgs("/bin/true"));
            return await Count(["start", container.Id]);
        });

    [Fact]
    public Task Delete_makes_no_more_system_calls_than_it_may() =>
        Check("delete", async () =>
        {
            var container = await Start(NewBundle().WithArgs("/bin/true"));
            await container.WaitFor("stopped");
            return await Count(["delete", container.Id]);
        });

    [Theory]
    [InlineData("exec", "/bin/true")]
    [InlineData("state")]
    [InlineData("kill", "TERM")] // which the first process of a pid namespace doesn't hear
    public async Task What_a_running_container_is_asked_makes_no_more_system_calls_than_it_may(string command, params string[] more)
    {
        var container = await Start(NewBundle().WithArgs("/bin/sleep", "1000"));

        await Check(command, () => Count([command, container.Id, .. more]));
    }

    private Task<SystemCallCount> Count(string[] words, Func<Task>? meanwhile = null) =>
        SystemCallCount.Of(Runtime.Call(words), Room, meanwhile);

    private Task<SystemCallCount> CountBoot() => Count([SystemCallBounds.Boot]);

    private async Task Check(string command, Func<Task<SystemCallCount>> count)
    {
        var least = await Least(count);
        output.WriteLine($"{command}: {least.Total} system calls with {SystemCallBounds.Layout}");
        if (SystemCallBounds.IsUpdate)
        {
            SystemCallBounds.Update(command, least.Total);
            return;
        }

        var bound = SystemCallBounds.Find(command, (await Least(CountBoot)).Total);
        least.Total.Should().BeLessThanOrEqualTo(bound, "'{0}' made {1} system calls with {2} and may make {3}; if it must make more, `make bounds` counts anew. It made:\n{4}", command, least.Total, SystemCallBounds.Layout, bound, least.Table);
    }

    private static async Task<SystemCallCount> Least(Func<Task<SystemCallCount>> count)
    {
        var least = await count();
        for (var time = 1; time < Times; time++)
        {
            var next = await count();
            least = next.Total < least.Total ? next : least;
        }

        return least;
    }

    // strace waits for the init, too; when create fails, it is the one to say so.
    private async Task StartWhenCreated(string id)
    {
        for (var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(15); DateTime.UtcNow < deadline; await Task.Delay(20))
        {
            if ((await Runtime.Invoke("state", id)).Output.Contains("\"created\""))
            {
                (await Runtime.Invoke("start", id)).ShouldSucceed();
                return;
            }
        }
    }
}
