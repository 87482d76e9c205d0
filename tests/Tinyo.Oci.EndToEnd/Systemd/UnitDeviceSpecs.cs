using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Systemd;

/// <summary>Devices of a container in a unit: numbers that no driver has, so that the answer to an open tells the cgroup's from the driver's.</summary>
[Needs(Requirement.CgroupV2)]
public sealed class UnitDeviceSpecs : SystemdTest
{
    private const string Allowed = "No such device or address";
    private const string Denied = "Operation not permitted";

    [Fact]
    public async Task A_reload_of_systemd_takes_no_device_away_and_gives_none()
    {
        var container = await StartInUnit(Asking("""[{"allow":false,"access":"rwm"},{"allow":true,"type":"c","major":240,"minor":1,"access":"rw"}]"""));
        (await Ask(container)).Should().Equal(Allowed, Denied, "null");

        Command.Run("systemctl", "daemon-reload").ShouldSucceed();

        (await Ask(container)).Should().Equal(Allowed, Denied, "null");
        UnitOf(container)["DevicePolicy"].Should().Be("strict");
        UnitOf(container)["DeviceAllow"].Should().Contain("/dev/char/240:1 rw");
    }

    [Fact]
    public async Task What_only_a_program_can_say_systemd_leaves_to_ours()
    {
        var container = await StartInUnit(Asking("""[{"allow":true,"access":"rwm"},{"allow":false,"type":"c","major":240,"minor":2,"access":"rwm"}]"""));

        Command.Run("systemctl", "daemon-reload").ShouldSucceed();

        (await Ask(container)).Should().Equal(Allowed, Denied, "null");
        UnitOf(container)["DevicePolicy"].Should().Be("auto");
    }

    [Fact]
    public async Task An_update_of_the_rules_survives_a_reload()
    {
        var container = await StartInUnit(Asking("""[{"allow":false,"access":"rwm"},{"allow":true,"type":"c","major":240,"minor":1,"access":"rw"}]"""));

        var update = Runtime.Call("update", "--resources", "-", container.Id) with
        {
            Input = """{"devices":[{"allow":false,"access":"rwm"},{"allow":true,"type":"c","major":240,"minor":2,"access":"rw"}]}""",
        };
        (await update.Execute()).ShouldSucceed();
        (await Ask(container)).Should().Equal(Denied, Allowed, "null");
        Command.Run("systemctl", "daemon-reload").ShouldSucceed();

        (await Ask(container)).Should().Equal(Denied, Allowed, "null");
    }

    // Tells, on every SIGUSR1, what it is told on opening 240:1 and 240:2, and whether /dev/null is there.
    private TestBundle Asking(string rules)
    {
        var bundle = NewBundle().WithScript("""
            ask() { (true </dev/gpu1) 2>&1; (true </dev/gpu2) 2>&1; (true </dev/null) && echo null; echo end; }
            trap ask USR1
            echo end
            while :; do sleep 0.1; done
            """);
        bundle.Config["linux"]!["resources"]!["devices"] = JsonNode.Parse(rules);
        bundle.Config["linux"]!["devices"] = JsonNode.Parse("""
            [{"path":"/dev/gpu1","type":"c","major":240,"minor":1},{"path":"/dev/gpu2","type":"c","major":240,"minor":2}]
            """);
        return bundle;
    }

    private static async Task<string[]> Ask(TestContainer container)
    {
        await container.WaitForOutput("end\n");
        var before = container.Output;
        (await container.Kill("USR1")).ShouldSucceed();
        for (var tries = 0; !Answer().EndsWith("end\n", StringComparison.Ordinal); tries++)
        {
            tries.Should().BeLessThan(200, "the container must answer");
            await Task.Delay(50);
        }

        return [.. Answer().Split('\n', StringSplitOptions.RemoveEmptyEntries).SkipLast(1).Select(line => line[(line.LastIndexOf(": ", StringComparison.Ordinal) is >= 0 and var at ? at + 2 : 0)..])];

        string Answer() => container.Output[before.Length..];
    }
}
