using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Resources;

/// <summary>What limits of version 2 do to programs, and containers that stand still there.</summary>
public sealed class UnifiedEffectSpecs : UnifiedResourceTest
{
    [Fact]
    public async Task Too_much_memory_kills() =>
        (await Run(Limited("""{"memory":{"limit":8388608,"swap":8388608}}""").WithArgs("tail", "/dev/zero"))).ShouldExitWith(137);

    [Fact]
    public async Task Too_many_processes_are_refused()
    {
        var result = await Run(Limited("""{"pids":{"limit":3}}""").WithScript("sleep 9 & sleep 9 & sleep 9 & wait"));

        result.ShouldExitWith(2).Errors.Should().Contain("can't fork");
    }

    [Fact]
    public async Task A_quota_that_is_used_up_makes_wait()
    {
        Assert.SkipUnless(Has("cpu.max"), "this kernel has no cpu controller");
        var container = await Start(Limited("""{"cpu":{"quota":5000,"period":100000}}""").WithScript("echo ready; while :; do :; done"));
        await container.WaitForOutput("ready");
        await Task.Delay(1000);

        (await Value(container, "cpu.stat")).Split('\n').Should().NotContain("nr_throttled 0");
    }

    [Fact]
    public async Task A_paused_container_stands_still_until_it_is_resumed()
    {
        var container = await Start(NewBundle().WithScript("while :; do echo x; usleep 10000; done"));
        await container.WaitForOutput("x");

        (await Runtime.Invoke("pause", container.Id)).ShouldSucceed();
        var (status, before) = (await container.Status(), container.Output.Length);
        await Task.Delay(300);
        var after = container.Output.Length;
        (await Runtime.Invoke("resume", container.Id)).ShouldSucceed();

        (status, after).Should().Be(("paused", before));
        (await container.Status()).Should().Be("running");
    }

    [Theory]
    [InlineData("kill")]
    [InlineData("delete")]
    public async Task A_paused_container_dies_all_the_same(string verb)
    {
        var container = await Start(NewBundle().WithArgs("sleep", "100"));
        (await Runtime.Invoke("pause", container.Id)).ShouldSucceed();

        (await (verb is "kill" ? container.Kill("KILL") : container.Delete("--force"))).ShouldSucceed();

        if (verb is "kill")
        {
            await container.WaitFor("stopped");
            (await container.Delete()).ShouldSucceed();
        }

        await NothingIsLeft(container.Id);
    }
}
