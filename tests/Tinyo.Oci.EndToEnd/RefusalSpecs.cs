using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd;

/// <summary>What a container's status, id or absence forbids, in the words that engines look for.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
public sealed class RefusalSpecs : ContainerTest
{
    private static readonly string[] s_sleeps = ["sleep", "100"];

    [Fact]
    public async Task A_running_container_is_not_started_again()
    {
        var container = await Start(NewBundle().WithArgs(s_sleeps));

        var result = await container.Start();

        result.ShouldExitWith(1).Errors.Should().Contain("cannot start an already running container");
    }

    [Fact]
    public async Task A_stopped_container_is_not_started_again()
    {
        var container = await Start(NewBundle());
        await container.WaitFor("stopped");

        var result = await container.Start();

        result.ShouldExitWith(1).Errors.Should().Contain("cannot start a container that has stopped");
    }

    [Fact]
    public async Task A_running_container_is_not_deleted()
    {
        var container = await Start(NewBundle().WithArgs(s_sleeps));

        var result = await container.Delete();

        result.ShouldExitWith(1).Errors.Should().Contain($"cannot delete container {container.Id} that is not stopped: running");
        (await container.Status()).Should().Be("running");
    }

    [Fact]
    public async Task A_running_container_is_deleted_by_force()
    {
        var container = await Start(NewBundle().WithArgs(s_sleeps));

        var result = await container.Delete("--force");

        result.ShouldSucceed();
        await NothingIsLeft(container.Id);
    }

    [Fact]
    public async Task A_created_container_is_deleted_by_force()
    {
        var container = await Create(NewBundle());

        var result = await container.Delete("--force");

        result.ShouldSucceed();
        await NothingIsLeft(container.Id);
    }

    [Fact]
    public async Task A_stopped_container_is_not_killed()
    {
        var container = await Start(NewBundle());
        await container.WaitFor("stopped");

        var result = await container.Kill("KILL");

        result.ShouldExitWith(1).Errors.Should().Contain("container not running");
    }

    [Theory]
    [InlineData("state")]
    [InlineData("start")]
    [InlineData("kill")]
    [InlineData("delete")]
    [InlineData("ps")]
    public async Task An_unknown_container_does_not_exist(string verb)
    {
        var result = await Runtime.Invoke(verb, NewId());

        result.ShouldExitWith(1).Errors.Should().Contain("does not exist");
    }

    [Fact]
    public async Task An_unknown_container_is_deleted_by_force_without_a_word()
    {
        var result = await Runtime.Invoke("delete", "--force", NewId());

        result.ShouldSucceed().Output.Should().BeEmpty();
    }

    [Fact]
    public async Task An_id_is_given_only_once()
    {
        var container = await Create(NewBundle());

        var result = await TryCreate(NewBundle(), container.Id);

        result.ShouldExitWith(1).Errors.Should().Contain("container with given ID already exists");
        (await container.Status()).Should().Be("created");
    }

    [Theory]
    [InlineData("e2e/slash")]
    [InlineData("../e2e-above")]
    [InlineData("e2e space")]
    public async Task An_id_is_one_safe_file_name(string id)
    {
        var result = await TryCreate(NewBundle(), Track(id));

        result.ShouldExitWith(1).Errors.Should().Contain("invalid container ID format");
        await NothingIsLeft(id);
    }

    [Fact]
    public async Task An_id_does_not_climb_out_of_the_state_root()
    {
        var result = await TryCreate(NewBundle(), "..");

        result.ShouldExitWith(1).Errors.Should().Contain("invalid container ID format");
    }

    [Fact]
    public async Task A_pid_file_is_never_seen_half_written()
    {
        var (file, former) = (Path.Combine(Room, "pid"), Path.Combine(Room, "former"));
        File.WriteAllText(former, "former");
        Command.Run("ln", former, file).ShouldSucceed();

        await Create(NewBundle(), "--pid-file", file);

        File.ReadAllText(file).Should().MatchRegex("^[0-9]+$");
        File.ReadAllText(former).Should().Be("former", "another file takes the name of the one that was there");
        Directory.GetFiles(Room, "*pid*").Should().Equal([file], "nothing else is left");
    }

    [Fact]
    public async Task The_pid_file_holds_digits_and_nothing_else()
    {
        var file = Path.Combine(Room, "pid");

        var container = await Create(NewBundle(), "--pid-file", file);

        var pid = (await container.Process()).Pid;
        (await File.ReadAllTextAsync(file)).Should().Be(pid.ToString(System.Globalization.CultureInfo.InvariantCulture));
        new HostProcess(pid).IsAlive.Should().BeTrue();
    }
}
