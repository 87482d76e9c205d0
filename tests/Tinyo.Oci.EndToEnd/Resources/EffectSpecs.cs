using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Resources;

/// <summary>What limits do to programs.</summary>
public sealed class EffectSpecs : ResourceTest
{
    [Fact]
    public async Task Too_much_memory_kills()
    {
        var result = await Run(Limited("""{"memory":{"limit":8388608,"swap":8388608}}""").WithArgs("tail", "/dev/zero"));

        result.ShouldExitWith(137);
    }

    [Fact]
    public async Task Too_many_processes_are_refused()
    {
        var result = await Run(Limited("""{"pids":{"limit":3}}""").WithScript("sleep 9 & sleep 9 & sleep 9 & wait"));

        result.ShouldExitWith(2).Errors.Should().Contain("can't fork");
    }

    [Fact]
    public async Task One_process_is_enough_for_a_program()
    {
        var result = await Run(Limited("""{"pids":{"limit":1}}""").WithArgs("echo", "alone"));

        result.ShouldSucceed().Text.Should().Be("alone");
    }

    [Fact]
    public async Task A_quota_that_is_used_up_makes_wait()
    {
        var container = await Start(Limited("""{"cpu":{"quota":5000,"period":100000}}""").WithScript("echo ready; while :; do :; done"));
        await container.WaitForOutput("ready");
        await Task.Delay(500);

        var throttled = (await Value(container, "cpu", "cpu.stat")).Split('\n').First(line => line.StartsWith("nr_throttled", StringComparison.Ordinal));

        throttled.Should().NotBe("nr_throttled 0");
    }

    [Fact]
    public async Task A_program_sees_only_its_cpus() =>
        (await Output(Limited("""{"cpu":{"cpus":"0"}}""").WithArgs("nproc"))).Should().Be("1");

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task Half_a_mebibyte_is_enough_to_start()
    {
        var result = await Run(Limited("""{"memory":{"limit":524288}}""").WithArgs("true"));

        result.ShouldSucceed();
    }

    [Theory]
    [Needs(Requirement.Tinyo)]
    [InlineData(65536)]
    [InlineData(4096)]
    public async Task Too_little_memory_to_start_says_so(int limit)
    {
        var id = NewId();

        var result = await TryCreate(Limited($$$"""{"memory":{"limit":{{{limit}}}}}"""), id);

        // Version 2 kills at once who has more than the limit, version 1 refuses the limit.
        result.ShouldExitWith(1).Errors.Should().MatchRegex(@"container init was OOM-killed \(memory limit too low\?\)|unable to set memory limit to \d+ \(current usage: \d+");
        await NothingIsLeft(id);
    }
}
