using System.Globalization;
using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Namespaces;

/// <summary>New namespaces, and those that a bundle leaves away.</summary>
public sealed class NewNamespaceSpecs : NamespaceTest
{
    [Theory]
    [InlineData("pid")]
    [InlineData("network")]
    [InlineData("ipc")]
    [InlineData("uts")]
    [InlineData("mount")]
    [InlineData("cgroup")]
    public async Task A_named_one_is_new(string type)
    {
        var bundle = Looking(type).WithNamespace(type);

        var output = await Output(bundle);

        output.Should().StartWith($"{Link(type)}:[").And.NotBe(Hosts(type));
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task A_named_time_namespace_is_new()
    {
        var output = await Output(Looking("time").WithNamespace("time"));

        output.Should().StartWith("time:[").And.NotBe(Hosts("time"));
    }

    [Theory]
    [InlineData("pid")]
    [InlineData("network")]
    [InlineData("ipc")]
    [InlineData("uts")]
    [InlineData("cgroup")]
    [InlineData("user")]
    [InlineData("time")]
    public async Task One_that_is_not_named_is_inherited(string type)
    {
        var bundle = Suited(Looking(type).WithoutNamespace(type), type);

        var output = await Output(bundle);

        output.Should().Be(Hosts(type));
    }

    [Fact]
    public async Task Two_containers_share_nothing()
    {
        string[] types = ["pid", "network", "ipc", "uts", "mount"];
        var (one, other) = (await Sleeper(), await Sleeper());

        var shared = types.Where(type => one.Namespace(Link(type)) == other.Namespace(Link(type)));

        shared.Should().BeEmpty();
    }

    [Fact]
    public async Task Inside_a_pid_namespace_there_is_only_the_program()
    {
        var output = await Output("echo /proc/[0-9]*");

        output.Should().Be("/proc/1");
    }

    [Fact]
    public async Task A_new_network_has_only_a_loopback_that_is_up()
    {
        var output = await Output("ls /sys/class/net; ip -o link show lo; ip -o addr show lo");

        output.Should().StartWith("lo\n").And.Contain("LOOPBACK,UP").And.Contain("inet 127.0.0.1/8");
    }

    [Fact]
    public async Task Inside_a_cgroup_namespace_every_cgroup_is_the_root()
    {
        var output = await Output(NewBundle().WithNamespace("cgroup").WithArgs("cat", "/proc/self/cgroup"));

        output.Split('\n').Should().NotBeEmpty().And.OnlyContain(line => line.EndsWith(":/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_of_a_uts_namespace_are_set_and_the_hosts_stay()
    {
        var before = await File.ReadAllTextAsync("/proc/sys/kernel/hostname");
        var bundle = NewBundle().With(config => config["hostname"] = "its-own-name").WithScript("hostname; cat /proc/sys/kernel/hostname");

        var output = await Output(bundle);

        output.Should().Be("its-own-name\nits-own-name");
        (await File.ReadAllTextAsync("/proc/sys/kernel/hostname")).Should().Be(before);
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task The_domain_name_is_set_and_the_hosts_stays()
    {
        var before = await File.ReadAllTextAsync("/proc/sys/kernel/domainname");
        var bundle = NewBundle().With(config => config["domainname"] = "example.org").WithArgs("cat", "/proc/sys/kernel/domainname");

        var output = await Output(bundle);

        output.Should().Be("example.org");
        (await File.ReadAllTextAsync("/proc/sys/kernel/domainname")).Should().Be(before);
    }

    [Fact]
    public async Task A_new_ipc_namespace_has_no_queue_of_the_host()
    {
        var output = await Output("ls -A /dev/mqueue; awk 'END { print NR }' /proc/sysvipc/shm");

        output.Should().Be("1");
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task Clocks_of_a_time_namespace_are_shifted()
    {
        var bundle = NewBundle().WithNamespace("time").WithLinux("timeOffsets", new JsonObject
        {
            ["monotonic"] = new JsonObject { ["secs"] = 172_800, ["nanosecs"] = 500 },
            ["boottime"] = new JsonObject { ["secs"] = 604_800, ["nanosecs"] = 0 },
        }).WithScript("cat /proc/self/timens_offsets; cut -d' ' -f1 /proc/uptime");
        var before = double.Parse((await File.ReadAllTextAsync("/proc/uptime")).Split(' ')[0], CultureInfo.InvariantCulture);

        var lines = (await Output(bundle)).Split('\n');

        lines.SkipLast(1).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .Should().BeEquivalentTo("monotonic 172800 500", "boottime 604800 0");
        double.Parse(lines[^1], CultureInfo.InvariantCulture).Should().BeApproximately(before + 604_800, 30);
    }

    // Mounts of a container without an own mount namespace would be the host's: a wrapper keeps them.
    [Fact]
    [Needs(Requirement.Binary, "unshare")]
    public async Task A_mount_namespace_that_is_not_named_is_inherited()
    {
        var bundle = Looking("mount").WithoutNamespace("mount").WithLinux("maskedPaths", new JsonArray()).WithLinux("readonlyPaths", new JsonArray());
        var call = Runtime.Call("run", "--bundle", bundle.Save().Directory, NewId());

        var result = await (call with { Program = "unshare", Arguments = ["-m", "sh", "-c", "readlink /proc/self/ns/mnt; exec \"$@\"", "sh", call.Program, .. call.Arguments] }).Execute();

        var lines = result.ShouldSucceed().Lines;
        lines.Should().HaveCount(2);
        lines[1].Should().Be(lines[0]).And.NotBe(Hosts("mount"));
    }
}
