using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Systemd;

/// <summary>Units on a machine with version 1 hierarchies: systemd rules in some of them, and the rest are ours.</summary>
[Needs(Requirement.Lab, "hybrid")]
public sealed class HybridUnitSpecs : SystemdTest
{
    private const string Resources = """
        {"cpu":{"shares":512,"quota":50000,"period":100000},"pids":{"limit":50},
         "devices":[{"allow":false,"access":"rwm"},{"allow":true,"type":"c","major":240,"minor":1,"access":"rw"}]}
        """;

    [Fact]
    public async Task The_container_is_in_the_units_cgroup_of_every_hierarchy()
    {
        var container = await StartInUnit(Sleeping());

        (await container.Process()).Cgroups.Trim().Split('\n').Select(line => line.Split(':')[2]).Distinct()
            .Should().Equal($"/system.slice/{UnitOf(container).Name}");
    }

    [Fact]
    public async Task The_unit_and_the_kernel_have_the_limits_before_and_after_an_update_and_a_reload()
    {
        var container = await StartInUnit(Sleeping(Resources));
        (await Values(container)).Should().Equal("512", "50000", "50", "c 240:1 rw");

        (await Runtime.Invoke("update", "--cpu-share", "256", "--cpu-quota", "20000", "--pids-limit", "20", container.Id)).ShouldSucceed();
        (await Values(container)).Should().Equal("256", "20000", "20", "c 240:1 rw");
        Command.Run("systemctl", "daemon-reload").ShouldSucceed();

        (await Values(container)).Should().Equal("256", "20000", "20", "c 240:1 rw");
        UnitOf(container)["CPUShares"].Should().Be("256");
        UnitOf(container)["TasksMax"].Should().Be("20");
        (await container.Status()).Should().Be("running");
    }

    [Fact]
    public async Task Every_hierarchy_is_clean_after_a_delete_of_a_paused_one()
    {
        var container = await StartInUnit(Sleeping(Resources));
        (await Runtime.Invoke("pause", container.Id)).ShouldSucceed();
        (await container.Status()).Should().Be("paused");

        (await Runtime.Invoke("update", "--pids-limit", "20", container.Id)).ShouldSucceed();
        (await container.Status()).Should().Be("paused");
        (await container.Delete("--force")).ShouldSucceed();

        UnitOf(container).IsLoaded.Should().BeFalse();
        await NothingIsLeft(container.Id);
    }

    private static async Task<string[]> Values(TestContainer container)
    {
        var process = await container.Process();
        return
        [
            await HostCgroup.Value(process, "cpu", "cpu.shares"),
            await HostCgroup.Value(process, "cpu", "cpu.cfs_quota_us"),
            await HostCgroup.Value(process, "pids", "pids.max"),
            (await HostCgroup.Value(process, "devices", "devices.list")).Split('\n').Single(line => line.StartsWith("c 240:", StringComparison.Ordinal)),
        ];
    }
}
