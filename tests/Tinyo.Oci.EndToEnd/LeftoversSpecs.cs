using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd;

/// <summary>The check for leftovers is itself checked: it must see what is there.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
public sealed class LeftoversSpecs : ContainerTest
{
    [Fact]
    public async Task A_running_container_is_seen_by_its_process_cgroup_and_state()
    {
        var container = await Start(NewBundle().WithArgs("sleep", "100"));

        var left = Leftovers.Find(container.Id, Room, Runtime.StateRoot);

        left.Should().Contain(line => line.StartsWith("process "));
        left.Should().Contain(line => line.StartsWith("cgroup "));
        left.Should().Contain(line => line.StartsWith("state "));
        (await container.Delete("--force")).ShouldSucceed();
    }

    [Fact]
    public async Task A_forgotten_mount_is_seen()
    {
        var target = Directory.CreateDirectory(Path.Combine(Room, "mounted")).FullName;
        Command.Run("mount", "-t", "tmpfs", "none", target).ShouldSucceed();

        var left = Leftovers.Find("no-such-id", Room, Runtime.StateRoot);

        Command.Run("umount", target).ShouldSucceed();
        left.Should().ContainSingle().Which.Should().StartWith("mount ").And.Contain(target);
    }

    [Fact]
    public void A_clean_machine_shows_nothing()
    {
        var left = Leftovers.Find(NewId(), Room, Runtime.StateRoot);

        left.Should().BeEmpty();
    }

    [Fact]
    public async Task A_cgroup_of_the_run_is_seen_at_its_end()
    {
        var container = await Create(NewBundle());

        Footprint.Cgroups().Should().Contain(line => line.EndsWith($"/{container.Id}"));
    }

    [Fact]
    public async Task A_check_that_finds_something_fails_the_test()
    {
        var container = await Create(NewBundle());

        var check = () => NothingIsLeft(container.Id);

        await check.Should().ThrowAsync<Exception>().WithMessage("*must leave nothing behind*");
    }

    [Fact]
    public async Task A_command_that_hangs_is_killed()
    {
        var command = new Command("/bin/sleep", ["100"]) { Limit = TimeSpan.FromMilliseconds(200) };

        var run = command.Execute;

        await run.Should().ThrowAsync<TimeoutException>().WithMessage("'/bin/sleep 100' was not done after*");
    }
}
