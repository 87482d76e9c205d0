using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Kernel;

/// <summary><c>linux.sysctl</c>.</summary>
public sealed class SysctlSpecs : KernelTest
{
    [Theory]
    [InlineData("kernel.msgmax", "9001", "kernel/msgmax")]
    [InlineData("kernel/msgmnb", "9002", "kernel/msgmnb")]
    [InlineData("kernel.shmmni", "123", "kernel/shmmni")]
    [InlineData("kernel.sem", "32000\t1024000000\t500\t31000", "kernel/sem")]
    [InlineData("fs.mqueue.msg_max", "20", "fs/mqueue/msg_max")]
    [InlineData("net.ipv4.ip_forward", "1", "net/ipv4/ip_forward")]
    [InlineData("net/ipv4/conf/lo/arp_ignore", "2", "net/ipv4/conf/lo/arp_ignore")]
    [InlineData("net.ipv4.ip_local_port_range", "40000\t50000", "net/ipv4/ip_local_port_range")]
    public async Task A_value_is_set_inside_and_the_hosts_stays(string name, string unusual, string file)
    {
        var before = await File.ReadAllTextAsync($"/proc/sys/{file}");
        var value = unusual == before.Trim() ? "0" : unusual; // a machine with Docker forwards already
        var bundle = NewBundle().WithLinux("sysctl", new JsonObject { [name] = value }).WithArgs("cat", $"/proc/sys/{file}");

        var output = await Output(bundle);

        output.Should().Be(value).And.NotBe(before.Trim());
        (await File.ReadAllTextAsync($"/proc/sys/{file}")).Should().Be(before);
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task The_domain_name_is_set_by_sysctl_too()
    {
        var bundle = NewBundle().WithLinux("sysctl", new JsonObject { ["kernel.domainname"] = "example.net" }).WithArgs("cat", "/proc/sys/kernel/domainname");

        var output = await Output(bundle);

        output.Should().Be("example.net");
    }

    [Theory]
    [InlineData("kernel.panic", "5")]
    [InlineData("vm.swappiness", "5")]
    [InlineData("fs.file-max", "100000")]
    [InlineData("kernel.hostname", "other")]
    [InlineData("net.ipv4.no_such_thing", "1")]
    [InlineData("kernel.msgmax", "many")]
    public async Task What_is_not_the_containers_own_is_refused(string name, string value)
    {
        var id = NewId();
        var before = await File.ReadAllTextAsync("/proc/sys/kernel/panic");
        var bundle = NewBundle().WithLinux("sysctl", new JsonObject { [name] = value });

        var result = await TryCreate(bundle, id);

        result.ShouldExitWith(1).Errors.Should().MatchRegex(name.Replace(".", "[./]"));
        await NothingIsLeft(id);
        (await File.ReadAllTextAsync("/proc/sys/kernel/panic")).Should().Be(before);
    }

    [Theory]
    [InlineData("net/../kernel/panic")]
    [InlineData("net.ipv4/../../kernel.panic")]
    [InlineData("kernel.msgmax/../panic")]
    [Needs(Requirement.Tinyo)]
    public async Task A_name_that_climbs_out_is_refused_by_its_name(string name)
    {
        var id = NewId();
        var before = await File.ReadAllTextAsync("/proc/sys/kernel/panic");
        var bundle = NewBundle().WithLinux("sysctl", new JsonObject { [name] = "5" });

        var result = await TryCreate(bundle, id);

        result.ShouldExitWith(1).Errors.Should().Contain("sysctl").And.Contain(name);
        await NothingIsLeft(id);
        (await File.ReadAllTextAsync("/proc/sys/kernel/panic")).Should().Be(before);
    }

    [Theory]
    [InlineData("network", "net.ipv4.ip_forward")]
    [InlineData("ipc", "kernel.msgmax")]
    [InlineData("ipc", "fs.mqueue.msg_max")]
    public async Task Without_the_namespace_it_is_the_hosts_and_refused(string type, string name)
    {
        var before = await File.ReadAllTextAsync($"/proc/sys/{name.Replace('.', '/')}");
        var bundle = NewBundle().WithoutNamespace(type).WithLinux("sysctl", new JsonObject { [name] = before.Trim() });
        if (type == "ipc")
        {
            bundle.WithoutMount("/dev/mqueue");
        }

        var result = await TryCreate(bundle, NewId());

        result.ShouldExitWith(1).Errors.Should().Contain(name);
    }
}
