using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Systemd;

/// <summary>The unit of a container, from its create to its delete.</summary>
[Needs(Requirement.CgroupV2)]
public sealed class ScopeSpecs : SystemdTest
{
    [Fact]
    public async Task Without_a_path_it_is_a_scope_in_the_system_slice()
    {
        var container = await StartInUnit(Sleeping());

        var unit = UnitOf(container);
        unit.IsActive.Should().BeTrue();
        unit["Slice"].Should().Be("system.slice");
        unit["Delegate"].Should().Be("yes");
        unit["Description"].Should().Be($"tinyo-oci container {container.Id}");
        (await CgroupOf(container)).Should().Be($"/system.slice/{unit.Name}");
    }

    [Theory]
    [InlineData("system.slice:libpod", "system.slice", "/system.slice")]
    [InlineData(":libpod", "system.slice", "/system.slice")]
    [InlineData("tinyotest-deep-down.slice:libpod", "tinyotest-deep-down.slice", "/tinyotest.slice/tinyotest-deep.slice/tinyotest-deep-down.slice")]
    [InlineData("-.slice:libpod", "-.slice", "")]
    public async Task The_path_names_slice_prefix_and_name(string path, string slice, string above)
    {
        var bundle = Sleeping().WithLinux("cgroupsPath", $"{path}:{Path.GetFileName(Room)}");

        var container = await StartInUnit(bundle);

        var unit = new SystemdUnit($"libpod-{Path.GetFileName(Room)}.scope");
        unit["Slice"].Should().Be(slice);
        (await CgroupOf(container)).Should().Be($"{above}/{unit.Name}");
        (await container.Delete("--force")).ShouldSucceed();
        unit.IsLoaded.Should().BeFalse();
        Command.Run("systemctl", "stop", "tinyotest.slice");
    }

    [Fact]
    public async Task A_name_that_is_a_slices_makes_a_slice()
    {
        NeedController("pids");
        var container = await StartInUnit(Sleeping("""{"pids":{"limit":33}}""").WithLinux("cgroupsPath", "system.slice:x:tinyotest-whole.slice"));

        var unit = new SystemdUnit("tinyotest-whole.slice");
        unit.IsActive.Should().BeTrue();
        unit["TasksMax"].Should().Be("33");
        (await CgroupOf(container)).Should().Be("/tinyotest.slice/tinyotest-whole.slice");
        (await container.Delete("--force")).ShouldSucceed();
        unit.IsActive.Should().BeFalse();
        Command.Run("systemctl", "stop", "tinyotest.slice");
    }

    [Fact]
    public async Task Every_verb_works()
    {
        var container = await StartInUnit(NewBundle().WithScript("sleep 100 & echo up; wait"));
        await container.WaitForOutput("up");

        (await Runtime.Invoke("ps", "--format", "json", container.Id)).ShouldSucceed().Text.Split(',').Should().HaveCount(2);
        (await Runtime.Invoke("events", "--stats", container.Id)).ShouldSucceed().Text.Should().Contain("\"type\":\"stats\"");
        (await Runtime.Invoke("pause", container.Id)).ShouldSucceed();
        UnitOf(container).File("cgroup.freeze").Should().Be("1");
        (await container.Status()).Should().Be("paused");
        (await Runtime.Invoke("resume", container.Id)).ShouldSucceed();
        (await Runtime.Invoke("kill", "--all", container.Id, "KILL")).ShouldSucceed();
        await container.WaitFor("stopped");
        (await container.Delete()).ShouldSucceed();
        UnitOf(container).IsLoaded.Should().BeFalse();
    }

    [Fact]
    public async Task A_run_in_the_foreground_leaves_no_unit()
    {
        UnifiedOf(await OutputInUnit(NewBundle().WithArgs("cat", "/proc/self/cgroup"))).Should().StartWith("/system.slice/tinyo-oci-");
    }

    [Theory]
    [InlineData("""{"memory":{"limit":65536}}""", "memory limit too low?")]
    [InlineData("""{"unified":{"made.up":"1"}}""", "made.up")]
    public async Task A_create_that_fails_over_a_limit_leaves_no_unit(string resources, string message)
    {
        NeedController("memory");
        var id = NewId();

        var result = await TryCreateInUnit(Sleeping(resources), id);

        result.ShouldExitWith(1).Errors.Should().Contain(message);
        new SystemdUnit($"tinyo-oci-{id}.scope").IsLoaded.Should().BeFalse();
        await NothingIsLeft(id);
    }

    [Fact]
    public async Task A_create_that_fails_in_init_leaves_no_unit()
    {
        var id = NewId();

        var result = await TryCreateInUnit(Sleeping().WithArgs("/no/such/program"), id);

        result.ShouldExitWith(1).Errors.Should().Contain("/no/such/program");
        new SystemdUnit($"tinyo-oci-{id}.scope").IsLoaded.Should().BeFalse();
        await NothingIsLeft(id);
    }

    [Fact]
    public async Task A_unit_of_somebody_elses_is_left_alone()
    {
        var name = $"{Path.GetFileName(Room)}-foreign";
        Command.Run("systemd-run", "--quiet", "--collect", $"--unit={name}.service", "sleep", "100").ShouldSucceed();
        Command.Run("systemd-run", "--quiet", "--collect", $"--unit=own-{name}.service", "sh", "-c", $"exec systemd-run --quiet --scope --unit=a-{name} sleep 100").ShouldSucceed();
        var foreign = new SystemdUnit($"a-{name}.scope");
        for (var tries = 0; !foreign.IsActive && tries < 100; tries++)
        {
            await Task.Delay(50);
        }

        var result = await TryCreateInUnit(Sleeping().WithLinux("cgroupsPath", $"system.slice:a:{name}"), NewId());

        result.ShouldExitWith(1).Errors.Should().Contain($"systemd unit '{foreign.Name}' is in use");
        foreign.IsActive.Should().BeTrue();
        Command.Run("systemctl", "stop", $"{name}.service", foreign.Name).ShouldSucceed();
    }

    [Theory]
    [InlineData("/system.slice/x", "is not of the form slice:prefix:name")]
    [InlineData("a--b.slice:x:y", "'a--b.slice' is no name of a systemd slice")]
    [InlineData("system.slice:x:", "names no unit")]
    public async Task A_path_that_names_no_unit_is_refused(string path, string message)
    {
        var id = NewId();

        var result = await TryCreateInUnit(Sleeping().WithLinux("cgroupsPath", path), id);

        result.ShouldExitWith(1).Errors.Should().Contain(message);
        await NothingIsLeft(id);
    }

    [Fact]
    public async Task It_can_be_mounted_without_a_cgroup_namespace_and_in_one()
    {
        const string Script = "grep -c . /sys/fs/cgroup/cgroup.procs && sed -n 's/^0:://p' /proc/self/cgroup";

        var inside = await OutputInUnit(NewBundle().WithNamespace("cgroup").WithScript(Script));
        var outside = await OutputInUnit(NewBundle().WithScript("ls -d /sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)"));

        inside.Split('\n')[^1].Should().Be("/");
        outside.Should().StartWith("/sys/fs/cgroup/system.slice/tinyo-oci-");
    }
}
