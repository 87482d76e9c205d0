using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Resources;

/// <summary>What containers use, and when they run out of memory.</summary>
public sealed class EventSpecs : ResourceTest
{
    [Fact]
    public async Task One_sample_is_one_line()
    {
        var container = await Start(Sleeping("""{"memory":{"limit":33554432},"pids":{"limit":20}}"""));

        var lines = (await Runtime.Invoke("events", "--stats", container.Id)).ShouldSucceed().Lines;

        var data = JsonNode.Parse(lines.Should().ContainSingle().Subject)!["data"]!;
        data["memory"]!["usage"]!["limit"]!.GetValue<ulong>().Should().Be(33554432);
        data["pids"]!.ToJsonString().Should().Be("""{"current":1,"limit":20}""");
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    [Needs(Requirement.Binary, "runc")]
    public async Task It_has_the_members_of_runc_in_its_order()
    {
        const string Resources = """{"memory":{"limit":33554432},"pids":{"limit":20},"cpu":{"quota":50000}}""";
        var ours = await Start(Sleeping(Resources));
        var bundle = Sleeping(Resources).Save().Directory;
        var (root, id) = (Path.Combine(Room, "runc"), NewId());
        var runc = Requirements.Find("runc")!;
        (await new Command(runc, ["--root", root, "run", "--detach", "--bundle", bundle, id]).Execute()).ShouldSucceed();

        var theirs = await new Command(runc, ["--root", root, "events", "--stats", id]).Execute();
        var deleted = await new Command(runc, ["--root", root, "delete", "--force", id]).Execute();

        deleted.ShouldSucceed();
        Members((await Runtime.Invoke("events", "--stats", ours.Id)).ShouldSucceed().Text).Should().Equal(Members(theirs.ShouldSucceed().Text));
    }

    [Fact]
    [Needs(Requirement.Tinyo)] // runc goes on until the cgroup is gone
    public async Task The_stream_has_a_line_in_every_interval_and_ends_with_the_container()
    {
        var container = await Start(NewBundle().WithArgs("sleep", "1"));

        var result = await Runtime.Invoke("events", "--interval", "200ms", container.Id);

        result.ShouldSucceed().Lines.Should().HaveCountGreaterThan(1).And.OnlyContain(line => line.StartsWith($$"""{"type":"stats","id":"{{container.Id}}","data":"""));
    }

    [Fact]
    [Needs(Requirement.Tinyo)] // runc goes on until the cgroup is gone
    public async Task Running_out_of_memory_is_an_event()
    {
        var container = await Create(Limited("""{"memory":{"limit":8388608,"swap":8388608}}""").WithArgs("tail", "/dev/zero"));
        var events = Runtime.Invoke("events", "--interval", "10s", container.Id);
        await Task.Delay(300);

        (await container.Start()).ShouldSucceed();

        (await events).ShouldSucceed().Lines.Should().Contain($$"""{"type":"oom","id":"{{container.Id}}"}""");
    }

    [Fact]
    public async Task A_container_that_has_stopped_has_no_events()
    {
        var container = await Start(NewBundle());
        await container.WaitFor("stopped");

        (await Runtime.Invoke("events", "--stats", container.Id)).ShouldExitWith(1).Errors.Should().Contain($"container with id {container.Id} is not running");
    }

    // Without those that are left out for being 0, or that a hybrid machine has beside v1.
    private static IEnumerable<string> Members(string line)
    {
        string[] sometimes = ["data.hugetlb", "data.memory.cache", "data.blkio.", "data.cpu.throttling.", "data.memory.kernel.usage", "data.memory.kernel.max"];
        return All("", JsonNode.Parse(line)!).Where(path => !sometimes.Any(path.StartsWith));
    }

    private static IEnumerable<string> All(string path, JsonNode? node) => node is JsonObject members
        ? members.SelectMany(member => All(path.Length == 0 ? member.Key : $"{path}.{member.Key}", member.Value)).Prepend(path)
        : [path];
}
