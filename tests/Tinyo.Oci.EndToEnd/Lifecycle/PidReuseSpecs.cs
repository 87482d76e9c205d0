using System.Globalization;
using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Lifecycle;

/// <summary>A container whose program has gone and whose pid belongs to a stranger by now: the stranger is left alone.</summary>
[Needs(Requirement.Tinyo)]
public sealed class PidReuseSpecs : LifecycleTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_process_that_started_at_another_time_is_a_stranger(int ticks)
    {
        using var stranger = System.Diagnostics.Process.Start("/bin/sleep", "100");
        try
        {
            var container = await WithRecordOf(stranger, ticks);

            (await container.Status()).Should().Be("stopped");
            (await container.State())["pid"]!.ToJsonString().Should().Be("0");
            (await Runtime.Invoke("list")).ShouldSucceed().Output.Should().MatchRegex($@"{container.Id} +0 +stopped ");
            (await container.Start()).ShouldExitWith(1).Errors.Should().Contain("cannot start a container that has stopped");
            foreach (var signal in new[] { "0", "TERM", "KILL" })
            {
                (await container.Kill(signal)).ShouldExitWith(1).Errors.Should().Contain("container not running");
            }

            await Runtime.Invoke("kill", "--all", container.Id, "KILL");
            (await container.Delete()).ShouldSucceed();
            await NothingIsLeft(container.Id);
            new HostProcess(stranger.Id).IsAlive.Should().BeTrue();
        }
        finally
        {
            stranger.Kill();
        }
    }

    [Fact]
    public async Task Delete_by_force_spares_the_stranger_too()
    {
        using var stranger = System.Diagnostics.Process.Start("/bin/sleep", "100");
        try
        {
            var container = await WithRecordOf(stranger, ticks: 1);

            (await container.Delete("--force")).ShouldSucceed();

            await NothingIsLeft(container.Id);
            new HostProcess(stranger.Id).IsAlive.Should().BeTrue();
        }
        finally
        {
            stranger.Kill();
        }
    }

    // The test of the test: with the right start time it is the container's program, and is killed.
    [Fact]
    public async Task A_process_that_started_at_the_recorded_time_is_the_program()
    {
        using var program = System.Diagnostics.Process.Start("/bin/sleep", "100");
        var container = await WithRecordOf(program, ticks: 0);

        (await container.Status()).Should().Be("running");
        (await container.Kill("KILL")).ShouldSucceed();

        program.WaitForExit(5000).Should().BeTrue();
    }

    // A stopped container, whose record then names a living process of ours.
    private async Task<TestContainer> WithRecordOf(System.Diagnostics.Process process, int ticks)
    {
        var container = await Start(NewBundle());
        await container.WaitFor("stopped");
        var file = Path.Combine(Runtime.StateRoot, container.Id, "record.json");
        var record = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        record["pid"] = process.Id;
        record["startTime"] = StartTime(process.Id) + ticks;
        await File.WriteAllTextAsync(file, record.ToJsonString());
        return container;
    }

    // Field 22 of proc_pid_stat(5); the second is the name, in brackets, and may hold spaces.
    private static long StartTime(int pid)
    {
        var stat = new HostProcess(pid).Read("stat");
        return long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19], CultureInfo.InvariantCulture);
    }
}
