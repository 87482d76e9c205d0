using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Lifecycle;

/// <summary><c>kill</c> and <c>delete</c> beyond the usual way.</summary>
public sealed class KillSpecs : LifecycleTest
{
    private const string Traps = "for s in HUP USR1 USR2 WINCH TERM INT; do trap \"echo got $s\" $s; done; echo ready; while :; do sleep 0.05; done";

    [Theory]
    [InlineData("0")]
    [InlineData("CONT")]
    public async Task Signal_0_only_asks(string signal)
    {
        var container = await Start(Sleeping());

        var result = await container.Kill(signal);

        result.ShouldSucceed();
        (await container.Status()).Should().Be("running");
    }

    [Theory]
    [InlineData("SIGUSR1", "USR1")]
    [InlineData("usr2", "USR2")]
    [InlineData("sighup", "HUP")]
    [InlineData("28", "WINCH")]
    [InlineData("INT", "INT")]
    [InlineData(null, "TERM")]
    public async Task A_signal_has_a_name_or_a_number_and_term_is_the_default(string? signal, string received)
    {
        var container = await Start(NewBundle().WithScript(Traps));
        await container.WaitForOutput("ready");

        (await container.Kill(signal is null ? [] : [signal])).ShouldSucceed();

        await container.WaitForOutput($"got {received}\n");
    }

    [Theory]
    [InlineData("TEA")]
    [InlineData("-5")]
    [InlineData("1000")]
    public async Task An_unknown_signal_is_refused(string signal)
    {
        var container = await Start(Sleeping());

        var result = await container.Kill(signal);

        result.ShouldExitWith(1).Errors.Should().MatchRegex("unknown signal|invalid argument|not defined: -5");
        (await container.Status()).Should().Be("running");
    }

    [Fact]
    public async Task A_created_container_is_killed()
    {
        var container = await Create(Sleeping());

        (await container.Kill("KILL")).ShouldSucceed();

        await container.WaitFor("stopped");
    }

    [Fact]
    public async Task A_program_that_is_killed_from_outside_is_stopped()
    {
        var container = await Start(Sleeping());
        var process = await container.Process();

        Command.Run("kill", "-KILL", process.Pid.ToString(System.Globalization.CultureInfo.InvariantCulture)).ShouldSucceed();

        await container.WaitFor("stopped");
        (await container.Delete()).ShouldSucceed();
        await NothingIsLeft(container.Id);
    }

    [Fact]
    public async Task A_stopped_container_says_that_it_is_not_running()
    {
        var container = await Start(NewBundle());
        await container.WaitFor("stopped");

        foreach (var signal in new[] { "0", "TERM", "9" })
        {
            (await container.Kill(signal)).ShouldExitWith(1).Errors.Should().Contain("container not running");
        }
    }

    [Fact]
    public async Task A_created_container_is_deleted_without_force()
    {
        var container = await Create(Sleeping());

        var result = await container.Delete();

        result.ShouldSucceed();
        await NothingIsLeft(container.Id);
    }

    [Fact]
    public async Task All_processes_go_with_a_container_that_has_no_pid_namespace()
    {
        var bundle = NewBundle().WithoutNamespace("pid").WithScript("setsid sleep 100 & setsid sleep 101 & echo ready; wait");
        var container = await Start(bundle);
        await container.WaitForOutput("ready");

        var result = await container.Delete("--force");

        result.ShouldSucceed();
        await NothingIsLeft(container.Id);
    }

    [Fact]
    public async Task Kill_all_reaches_every_process()
    {
        var bundle = NewBundle().WithoutNamespace("pid").WithScript("setsid sleep 100 & setsid sleep 101 & echo ready; wait; wait");
        var container = await Start(bundle);
        await container.WaitForOutput("ready");

        (await Runtime.Invoke("kill", "--all", container.Id, "KILL")).ShouldSucceed();

        await container.WaitFor("stopped");
        var left = HostProcess.All().Where(process => process.IsAlive && process.Cgroups.Contains(container.Id));
        for (var tries = 0; left.Any(); tries++)
        {
            tries.Should().BeLessThan(200, "every process of the cgroup must end");
            await Task.Delay(20);
        }
    }

    [Fact]
    public async Task Deleting_twice_says_that_it_does_not_exist()
    {
        var container = await Create(Sleeping());
        (await container.Delete("--force")).ShouldSucceed();

        (await container.Delete()).ShouldExitWith(1).Errors.Should().Contain("does not exist");
        (await container.Delete("--force")).ShouldSucceed();
    }
}
