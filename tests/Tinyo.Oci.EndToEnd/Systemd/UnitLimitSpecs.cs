using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Systemd;

/// <summary>Limits of a container in a unit: systemd knows them, and the kernel has them.</summary>
[Needs(Requirement.CgroupV2)]
public sealed class UnitLimitSpecs : SystemdTest
{
    private const string Resources = """
        {"memory":{"limit":67108864,"swap":100663296,"reservation":33554432},"cpu":{"shares":512,"quota":50000,"period":200000},"pids":{"limit":50}}
        """;

    [Theory]
    [InlineData("MemoryMax", "67108864", "memory.max", "67108864")]
    [InlineData("MemoryLow", "33554432", "memory.low", "33554432")]
    [InlineData("MemorySwapMax", "33554432", "memory.swap.max", "33554432")]
    [InlineData("CPUWeight", "59", "cpu.weight", "59")]
    [InlineData("CPUQuotaPerSecUSec", "250ms", "cpu.max", "50000 200000")]
    [InlineData("CPUQuotaPeriodUSec", "200ms", "cpu.max", "50000 200000")]
    [InlineData("TasksMax", "50", "pids.max", "50")]
    public async Task The_unit_and_the_kernel_have_the_limit(string property, string expected, string file, string value)
    {
        NeedController(file[..file.IndexOf('.')]);
        foreach (var controller in new[] { "memory", "cpu", "pids" })
        {
            NeedController(controller);
        }

        var unit = UnitOf(await StartInUnit(Sleeping(Resources)));

        unit[property].Should().Be(expected);
        unit.File(file).Should().Be(value);
    }

    [Theory]
    [InlineData("--memory 32m --memory-swap 64m", "MemoryMax", "33554432", "memory.max", "33554432")]
    [InlineData("--memory-swap 96m", "MemorySwapMax", "33554432", "memory.swap.max", "33554432")]
    [InlineData("--cpu-quota 20000", "CPUQuotaPerSecUSec", "100ms", "cpu.max", "20000 200000")]
    [InlineData("--cpu-period 100000", "CPUQuotaPerSecUSec", "500ms", "cpu.max", "50000 100000")]
    [InlineData("--cpu-quota -1", "CPUQuotaPerSecUSec", "infinity", "cpu.max", "max ")]
    [InlineData("--cpu-share 1024", "CPUWeight", "100", "cpu.weight", "100")]
    [InlineData("--pids-limit 20", "TasksMax", "20", "pids.max", "20")]
    [InlineData("--pids-limit -1", "TasksMax", "infinity", "pids.max", "max")]
    public async Task An_update_changes_both_and_a_reload_keeps_it(string flags, string property, string expected, string file, string value)
    {
        foreach (var controller in new[] { "memory", "cpu", "pids" })
        {
            NeedController(controller);
        }

        var container = await StartInUnit(Sleeping(Resources));
        var unit = UnitOf(container);

        (await Runtime.Invoke(["update", .. flags.Split(' '), container.Id])).ShouldSucceed();

        unit[property].Should().Be(expected);
        unit.File(file).Should().StartWith(value);
        Command.Run("systemctl", "daemon-reload").ShouldSucceed();
        unit.File(file).Should().StartWith(value);
        unit["Slice"].Should().Be("system.slice");
    }

    [Fact]
    public async Task Cpus_and_memory_nodes_are_the_units_and_the_kernels()
    {
        NeedController("cpuset");
        var unit = UnitOf(await StartInUnit(Sleeping("""{"cpu":{"cpus":"0","mems":"0"}}""")));

        (unit["AllowedCPUs"], unit["AllowedMemoryNodes"]).Should().Be(("0", "0"));
        (unit.File("cpuset.cpus"), unit.File("cpuset.mems")).Should().Be(("0", "0"));
    }

    [Fact]
    public async Task A_limit_below_what_is_used_is_refused_before_systemd_hears_of_it()
    {
        NeedController("memory");
        var container = await StartInUnit(Sleeping("""{"memory":{"limit":67108864,"checkBeforeUpdate":true}}"""));

        var result = await (Runtime.Call("update", "--resources", "-", container.Id) with { Input = """{"memory":{"limit":4096,"checkBeforeUpdate":true}}""" }).Execute();

        result.ShouldExitWith(1).Errors.Should().Contain("rejecting memory limit 4096");
        UnitOf(container)["MemoryMax"].Should().Be("67108864");
        (await container.Status()).Should().Be("running");
    }

    [Fact]
    public async Task Unified_files_have_properties_where_systemd_knows_them()
    {
        NeedController("memory");
        NeedController("pids");
        var unit = UnitOf(await StartInUnit(Sleeping("""{"unified":{"memory.high":"50331648","pids.max":"44","memory.oom.group":"1"}}""")));

        unit["MemoryHigh"].Should().Be("50331648");
        unit["TasksMax"].Should().Be("44");
        unit.File("memory.high").Should().Be("50331648");
        unit.File("memory.oom.group").Should().Be("1");
    }

    [Fact]
    public async Task What_systemd_knows_only_roughly_the_kernel_has_exactly_after_an_update_too()
    {
        NeedController("cpu");
        NeedController("memory");
        NeedController("pids");
        var container = await StartInUnit(Sleeping("""{"cpu":{"quota":33333,"period":100000},"unified":{"memory.oom.group":"1"}}"""));
        var unit = UnitOf(container);
        unit["CPUQuotaPerSecUSec"].Should().Be("340ms");
        unit.File("cpu.max").Should().Be("33333 100000");

        (await Runtime.Invoke("update", "--pids-limit", "20", container.Id)).ShouldSucceed();

        unit.File("cpu.max").Should().Be("33333 100000");
        unit.File("memory.oom.group").Should().Be("1");
    }

    [Fact]
    public async Task Half_a_mebibyte_is_enough_to_start()
    {
        NeedController("memory");

        (await OutputInUnit(Sleeping("""{"memory":{"limit":524288}}""").WithArgs("true"))).Should().BeEmpty();
    }

    [Fact]
    public async Task One_process_is_enough_to_start()
    {
        NeedController("pids");

        (await OutputInUnit(Sleeping("""{"pids":{"limit":1}}""").WithScript("echo alone"))).Should().Be("alone");
    }

    [Fact]
    public async Task Annotations_become_properties_and_win()
    {
        NeedController("pids");
        var bundle = Sleeping("""{"pids":{"limit":50}}""");
        bundle.Config["annotations"] = new JsonObject
        {
            ["org.systemd.property.TimeoutStopUSec"] = "uint64 123456789",
            ["org.systemd.property.CollectMode"] = "'inactive-or-failed'",
            ["org.systemd.property.TasksMax"] = "uint64 77",
            ["org.systemd.property.Description"] = "'a pod of whales'",
        };

        var unit = UnitOf(await StartInUnit(bundle));

        unit["TimeoutStopUSec"].Should().Be("2min 3.456789s");
        unit["CollectMode"].Should().Be("inactive-or-failed");
        unit["TasksMax"].Should().Be("77");
        unit["Description"].Should().Be("a pod of whales");
    }

    [Theory]
    [InlineData("org.systemd.property.NoSuchThing", "'x'", "NoSuchThing")]
    [InlineData("org.systemd.property.CollectMode", "inactive", "annotation 'org.systemd.property.CollectMode'")]
    public async Task An_annotation_that_makes_no_sense_is_refused(string name, string value, string message)
    {
        var bundle = Sleeping();
        bundle.Config["annotations"] = new JsonObject { [name] = value };
        var id = NewId();

        var result = await TryCreateInUnit(bundle, id);

        result.ShouldExitWith(1).Errors.Should().Contain(message);
        await NothingIsLeft(id);
    }
}
