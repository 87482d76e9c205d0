using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Resources;

/// <summary>Containers that stand still.</summary>
public sealed class PauseSpecs : ResourceTest
{
    private const string Counting = "while :; do echo x; usleep 10000; done";

    [Fact]
    public async Task A_paused_container_stands_still_until_it_is_resumed()
    {
        var container = await Start(NewBundle().WithScript(Counting));
        await container.WaitForOutput("x");

        (await Runtime.Invoke("pause", container.Id)).ShouldSucceed();
        var (status, before) = (await container.Status(), container.Output.Length);
        await Task.Delay(200);
        var after = container.Output.Length;
        (await Runtime.Invoke("resume", container.Id)).ShouldSucceed();

        (status, after).Should().Be(("paused", before));
        (await container.Status()).Should().Be("running");
        var resumed = container.Output.Length;
        for (var patience = 0; patience < 100 && container.Output.Length == resumed; patience++)
        {
            await Task.Delay(50);
        }

        container.Output.Length.Should().BeGreaterThan(resumed);
    }

    [Fact]
    public async Task Only_a_running_container_can_be_paused_and_only_a_paused_one_resumed()
    {
        var container = await Start(Sleeping());

        (await Runtime.Invoke("resume", container.Id)).ShouldExitWith(1).Errors.Should().Contain("container not paused");
        (await Runtime.Invoke("pause", container.Id)).ShouldSucceed();
        (await Runtime.Invoke("pause", container.Id)).ShouldExitWith(1).Errors.Should().Contain("container not running");
    }

    [Fact]
    public async Task A_paused_container_can_be_killed()
    {
        var container = await Start(Sleeping());
        (await Runtime.Invoke("pause", container.Id)).ShouldSucceed();

        (await container.Kill("KILL")).ShouldSucceed();

        await container.WaitFor("stopped");
    }

    [Fact]
    public async Task A_paused_container_can_be_deleted()
    {
        var container = await Start(Sleeping());
        (await Runtime.Invoke("pause", container.Id)).ShouldSucceed();

        (await container.Delete("--force")).ShouldSucceed();

        await NothingIsLeft(container.Id);
    }

    [Fact]
    public async Task A_paused_container_can_be_updated()
    {
        var container = await Start(Sleeping());
        (await Runtime.Invoke("pause", container.Id)).ShouldSucceed();

        (await Runtime.Invoke("update", "--pids-limit", "5", container.Id)).ShouldSucceed();

        (await container.Status()).Should().Be("paused");
        (await Value(container, "pids", "pids.max")).Should().Be("5");
    }
}
