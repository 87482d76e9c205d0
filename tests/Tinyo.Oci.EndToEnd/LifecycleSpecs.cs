using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd;

/// <summary>A container's whole life, verb by verb.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
[AlsoInLab]
public sealed class LifecycleSpecs : ContainerTest
{
    // As pid 1 of its namespace a program is only ended by signals that it handles.
    private const string EndsOnTerm = "trap 'exit 0' TERM; echo ready; while :; do sleep 0.05; done";

    [Fact]
    public async Task A_container_is_created_started_killed_and_deleted()
    {
        var container = await Create(NewBundle().WithScript(EndsOnTerm));
        (await container.Status()).Should().Be("created");
        container.Output.Should().BeEmpty();

        (await container.Start()).ShouldSucceed().Output.Should().BeEmpty();
        (await container.Status()).Should().Be("running");

        await container.WaitForOutput("ready");
        (await container.Kill("TERM")).ShouldSucceed();
        await container.WaitFor("stopped");

        (await container.Delete()).ShouldSucceed();
        await NothingIsLeft(container.Id);
    }

    [Fact]
    public async Task State_is_exactly_what_runc_prints()
    {
        var bundle = NewBundle().With(config => config["annotations"] = new JsonObject { ["a.b"] = "c" });
        var container = await Create(bundle);
        var pid = (await container.Process()).Pid;

        var result = (await Runtime.Invoke("state", container.Id)).ShouldSucceed();

        result.Errors.Should().BeEmpty();
        Masked(result.Output).Should().Be($$"""
            {
              "ociVersion": "(version)",
              "id": "{{container.Id}}",
              "pid": {{pid}},
              "status": "created",
              "bundle": "{{container.Bundle.Directory}}",
              "rootfs": "{{container.Bundle.RootFilesystem}}",
              "created": "(time)",
              "annotations": {
                "a.b": "c"
              },
              "owner": ""
            }
            """);
    }

    [Fact]
    public async Task State_tells_when_the_container_was_created()
    {
        var before = DateTime.UtcNow;

        var container = await Create(NewBundle());

        var created = (string)(await container.State())["created"]!;
        created.Should().MatchRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$");
        DateTime.Parse(created, null, System.Globalization.DateTimeStyles.AdjustToUniversal)
            .Should().BeOnOrAfter(before.AddSeconds(-1)).And.BeOnOrBefore(DateTime.UtcNow.AddSeconds(1));
    }

    [Fact]
    public async Task A_stopped_container_has_no_pid()
    {
        var container = await Start(NewBundle());

        await container.WaitFor("stopped");

        (await container.State())["pid"]!.ToJsonString().Should().Be("0");
    }

    [Fact]
    public async Task The_program_does_not_run_before_start()
    {
        var container = await Create(NewBundle().WithScript("echo now"));
        await Task.Delay(100);
        container.Output.Should().BeEmpty();

        await container.Start();

        await container.WaitForOutput("now");
    }

    [Fact]
    public async Task Run_prints_what_the_program_prints()
    {
        var bundle = NewBundle().WithScript("echo hello; echo oops >&2");

        var result = await Run(bundle);

        result.ShouldSucceed();
        result.Output.Should().Be("hello\n");
        result.Errors.Should().Be("oops\n");
    }

    [Fact]
    public async Task Run_hands_its_input_to_the_program()
    {
        var bundle = NewBundle().WithArgs("cat").Save();

        var result = await (Runtime.Call("run", "--bundle", bundle.Directory, NewId()) with { Input = "one\ntwo\n" }).Execute();

        result.ShouldSucceed().Output.Should().Be("one\ntwo\n");
    }

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("exit 255", 255)]
    public async Task Run_returns_the_exit_code_of_the_program(string script, int expected)
    {
        var bundle = NewBundle().WithScript(script);

        var result = await Run(bundle);

        result.ShouldExitWith(expected);
    }

    [Theory]
    [InlineData("KILL", 128 + 9)]
    [InlineData("SEGV", 128 + 11)]
    public async Task Run_returns_128_and_the_signal_that_ended_the_program(string signal, int expected)
    {
        // Without a pid namespace of its own the program is no pid 1, and may kill itself.
        var bundle = NewBundle().WithoutNamespace("pid").WithScript($"kill -{signal} $$; sleep 5");

        var result = await Run(bundle);

        result.ShouldExitWith(expected);
    }

    [Fact]
    public async Task Run_detached_leaves_a_running_container()
    {
        var bundle = NewBundle().WithScript(EndsOnTerm).Save();
        var id = NewId();

        var result = await Runtime.Invoke("run", "--detach", "--bundle", bundle.Directory, id);

        var container = new TestContainer(Runtime, id, bundle, result.ShouldSucceed());
        await container.WaitForOutput("ready");
        (await container.Status()).Should().Be("running");
        (await container.Kill()).ShouldSucceed();
        await container.WaitFor("stopped");
    }

    [Fact]
    public async Task Run_keeps_the_container_when_asked_to()
    {
        var id = NewId();
        var bundle = NewBundle().Save();

        var result = await Runtime.Invoke("run", "--keep", "--bundle", bundle.Directory, id);

        var container = new TestContainer(Runtime, id, bundle, result.ShouldSucceed());
        (await container.Status()).Should().Be("stopped");
    }

    [Fact]
    public async Task A_hundred_containers_are_created_at_the_same_time_and_all_go()
    {
        var bundle = NewBundle().WithScript("echo $HOSTNAME; exit 0");
        var containers = new List<TestContainer>();
        var limit = new ParallelOptions { MaxDegreeOfParallelism = 16 };
        bundle.Save();

        await Parallel.ForEachAsync(Enumerable.Range(0, 100), limit, async (_, _) =>
        {
            var id = NewId();
            var result = (await Runtime.Invoke("create", "--bundle", bundle.Directory, id)).ShouldSucceed();
            lock (containers)
            {
                containers.Add(new TestContainer(Runtime, id, bundle, result));
            }
        });

        await Parallel.ForEachAsync(containers, limit, async (container, _) =>
        {
            (await container.Status()).Should().Be("created");
            (await container.Start()).ShouldSucceed();
            await container.WaitFor("stopped");
            (await container.Delete()).ShouldSucceed();
        });

        containers.Should().HaveCount(100);
        (await Runtime.Invoke("list", "--quiet")).ShouldSucceed().Output.Should().BeEmpty();
    }

    // The version is the bundle's with us, the runtime's own with runc.
    private static string Masked(string state) => Regex.Replace(
        Regex.Replace(state, "\"created\": \"[^\"]*\"", "\"created\": \"(time)\""),
        "\"ociVersion\": \"1\\.[^\"]*\"",
        "\"ociVersion\": \"(version)\"");
}
