using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Cgroups;

/// <summary>Cgroups that are not as create left them: moved out of, gone, frozen in part, or with somebody else in them.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Tinyo)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
[AlsoInLab]
public sealed class StrangeCgroupSpecs : ContainerTest
{
    private static readonly (string File, string Word)[] s_freezers = [("freezer.state", "FROZEN"), ("cgroup.freeze", "1")];

    [Fact]
    public async Task A_container_that_moved_to_a_cgroup_below_is_still_its_own()
    {
        var container = await Start(Sleeping());
        var process = await container.Process();
        CgroupMove.Of(process, CgroupMove.Directories(process).Select(directory => Directory.CreateDirectory($"{directory}/below").FullName));

        (await Runtime.Invoke("ps", "--format", "json", container.Id)).ShouldSucceed().Text.Should().Be($"[{process.Pid}]");
        (await Runtime.Invoke("pause", container.Id)).ShouldSucceed();
        (await container.Status()).Should().Be("paused");
        (await Runtime.Invoke("resume", container.Id)).ShouldSucceed();
        (await container.Kill("--all", "KILL")).ShouldSucceed();
        await container.WaitFor("stopped");
        (await container.Delete()).ShouldSucceed();
        await NothingIsLeft(container.Id);
    }

    [Fact]
    public async Task A_container_whose_cgroup_has_gone_can_still_be_asked_killed_and_deleted()
    {
        var container = await Start(Sleeping());
        var process = await container.Process();
        var directories = CgroupMove.Directories(process);
        CgroupMove.Of(process, CgroupMove.Directories(new HostProcess(Environment.ProcessId)));
        Array.ForEach(directories, Directory.Delete);

        (await container.Status()).Should().Be("running");
        (await Runtime.Invoke("ps", "--format", "json", container.Id)).ShouldSucceed().Text.Should().Be("null");
        (await Runtime.Invoke("pause", container.Id)).ShouldExitWith(1).Errors.Should().Contain("it is gone");
        (await Runtime.Invoke("update", "--cpu-share", "500", container.Id)).ShouldExitWith(1).Errors.Should().Contain("is gone");
        (await Runtime.Invoke("events", "--interval", "10ms", container.Id)).ShouldSucceed().Output.Should().BeEmpty();
        (await container.Kill("KILL")).ShouldSucceed();
        await container.WaitFor("stopped");
        (await container.Delete()).ShouldSucceed();
    }

    [Theory]
    [InlineData("kill")]
    [InlineData("kill --all")]
    [InlineData("delete --force")]
    public async Task A_container_that_froze_a_part_of_itself_dies_all_the_same(string verb)
    {
        var container = await Start(Sleeping());
        var process = await container.Process();
        CgroupMove.Of(process, CgroupMove.Directories(process).Select(directory => Directory.CreateDirectory($"{directory}/below").FullName));
        foreach (var directory in CgroupMove.Directories(process).Select(directory => new DirectoryInfo(directory).Name is "below" ? directory : $"{directory}/below"))
        {
            Freeze(directory);
        }

        var kill = verb.Split(' ');
        (await Runtime.Invoke([.. kill, container.Id, .. kill[0] is "kill" ? ["KILL"] : Array.Empty<string>()])).ShouldSucceed();

        if (kill[0] is "kill")
        {
            await container.WaitFor("stopped");
            (await container.Delete()).ShouldSucceed();
        }

        await NothingIsLeft(container.Id);
    }

    [Fact]
    public async Task A_process_that_somebody_put_into_the_cgroup_lives_on_in_it()
    {
        var container = await Start(Sleeping());
        var directories = CgroupMove.Directories(await container.Process());
        using var intruder = new Intruder(directories);
        (await container.Kill("KILL")).ShouldSucceed();
        await container.WaitFor("stopped");

        var result = await container.Delete();

        result.ShouldSucceed().Errors.Should().Contain($"is left: processes that are not of container '{container.Id}' are in it");
        intruder.Process.IsAlive.Should().BeTrue();
        directories.Should().NotBeEmpty().And.OnlyContain(directory => Directory.Exists(directory));
        intruder.Leave();
        Array.ForEach(directories, Directory.Delete);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Children_that_outlived_an_init_without_a_pid_namespace_go_with_the_container(bool force)
    {
        var container = await Start(NewBundle().WithoutNamespace("pid").WithScript("sleep 100 & sleep 100 &"));
        await container.WaitFor("stopped");
        HostProcess.All().Count(process => process.IsAlive && process.Cgroups.Contains(container.Id)).Should().Be(2);

        (await container.Delete(force ? ["--force"] : [])).ShouldSucceed();

        await NothingIsLeft(container.Id);
    }

    // Its cgroup was empty when the other one was made, so that one could have it.
    [Theory]
    [InlineData(true, "delete")]
    [InlineData(false, "delete")]
    [InlineData(true, "delete --force")]
    [InlineData(false, "delete --force")]
    [InlineData(false, "kill --all")]
    public async Task A_stopped_container_does_nothing_to_another_one_in_the_same_cgroup(bool pidNamespace, string verb)
    {
        var path = $"/{Track(Workspace.NewId())}";
        var stopped = await Start(In(path, pidNamespace).WithArgs("true"));
        await stopped.WaitFor("stopped");
        var other = await Start(In(path, pidNamespace));
        var words = verb.Split(' ');

        (await Runtime.Invoke([.. words, stopped.Id, .. words[0] is "kill" ? ["KILL"] : Array.Empty<string>()])).ShouldSucceed();
        (await stopped.Delete("--force")).ShouldSucceed();

        (await other.Status()).Should().Be("running");
        (await Runtime.Invoke("ps", "--format", "json", other.Id)).ShouldSucceed().Text.Should().Be($"[{(await other.Process()).Pid}]");
        (await other.Delete("--force")).ShouldSucceed();
        await NothingIsLeft(path[1..]);
    }

    [Fact]
    public async Task A_stopped_container_keeps_its_cgroup_when_a_create_in_it_fails()
    {
        var path = $"/{Track(Workspace.NewId())}";
        var stopped = await Start(In(path, pidNamespace: false).WithArgs("true"));
        await stopped.WaitFor("stopped");
        (await TryCreate(In(path, pidNamespace: false).WithNamespace("mount", "/proc/self/ns/net"), NewId())).ShouldExitWith(1);

        (await stopped.Delete()).ShouldSucceed();

        await NothingIsLeft(path[1..]);
    }

    private TestBundle Sleeping() => NewBundle().WithArgs("sleep", "100");

    private TestBundle In(string path, bool pidNamespace)
    {
        var bundle = Sleeping().WithLinux("cgroupsPath", path);
        return pidNamespace ? bundle : bundle.WithoutNamespace("pid");
    }

    private static void Freeze(string directory)
    {
        foreach (var (file, word) in s_freezers)
        {
            if (File.Exists($"{directory}/{file}"))
            {
                File.WriteAllText($"{directory}/{file}", word);
            }
        }
    }
}
