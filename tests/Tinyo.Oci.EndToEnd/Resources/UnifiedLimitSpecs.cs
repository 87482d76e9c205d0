using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Resources;

/// <summary>Limits on a machine that has cgroup v2 alone.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Tinyo)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
[Needs(Requirement.CgroupV2)]
public sealed class UnifiedLimitSpecs : ContainerTest
{
    [Theory]
    [InlineData("""{"memory":{"limit":67108864}}""", "memory.max", "67108864")]
    [InlineData("""{"memory":{"limit":67108864,"swap":100663296}}""", "memory.swap.max", "33554432")]
    [InlineData("""{"memory":{"limit":-1}}""", "memory.max", "max")]
    [InlineData("""{"memory":{"reservation":33554432}}""", "memory.low", "33554432")]
    [InlineData("""{"cpu":{"shares":512}}""", "cpu.weight", "59")]
    [InlineData("""{"cpu":{"quota":50000,"period":200000}}""", "cpu.max", "50000 200000")]
    [InlineData("""{"cpu":{"quota":50000,"burst":1000}}""", "cpu.max.burst", "1000")]
    [InlineData("""{"cpu":{"idle":1}}""", "cpu.idle", "1")]
    [InlineData("""{"cpu":{"cpus":"0"}}""", "cpuset.cpus", "0")]
    [InlineData("""{"pids":{"limit":33}}""", "pids.max", "33")]
    [InlineData("""{"pids":{"limit":33},"unified":{"pids.max":"44"}}""", "pids.max", "44")]
    [InlineData("""{"unified":{"memory.oom.group":"1"}}""", "memory.oom.group", "1")]
    public async Task The_kernel_has_the_limit(string resources, string file, string expected)
    {
        Assert.SkipUnless(Has(file), $"this kernel has no {file[..file.IndexOf('.')]} controller");
        var container = await Create(Limited(resources).WithArgs("sleep", "100"));

        (await Value(container, file)).Should().Be(expected);
    }

    [Theory]
    [InlineData("--memory 32m", "memory.max", "33554432")]
    [InlineData("--memory-swap 96m", "memory.swap.max", "33554432")]
    [InlineData("--cpu-period 50000", "cpu.max", "20000 50000")]
    [InlineData("--cpu-quota -1", "cpu.max", "max 100000")]
    [InlineData("--pids-limit -1", "pids.max", "max")]
    public async Task The_kernel_has_the_new_limit(string flags, string file, string expected)
    {
        var container = await Start(Limited("""{"memory":{"limit":67108864},"cpu":{"quota":20000,"period":100000},"pids":{"limit":20}}""").WithArgs("sleep", "100"));

        (await Runtime.Invoke(["update", .. flags.Split(' '), container.Id])).ShouldSucceed();

        (await Value(container, file)).Should().Be(expected);
    }

    [Theory]
    [InlineData("""{"memory":{"disableOOMKiller":true}}""", "cannot disable OOM killer with cgroupv2")]
    [InlineData("""{"unified":{"made.up":"1"}}""", "unified resource \"made.up\" can't be set: controller \"made\" not available")]
    [InlineData("""{"memory":{"limit":65536}}""", "container init was OOM-killed (memory limit too low?)")]
    public async Task What_can_not_be_honoured_is_an_error(string resources, string message)
    {
        var id = NewId();

        var result = await TryCreate(Limited(resources), id);

        result.ShouldExitWith(1).Errors.Should().Contain(message);
        await NothingIsLeft(id);
    }

    [Fact]
    public async Task Half_a_mebibyte_is_enough_to_start() => (await Run(Limited("""{"memory":{"limit":524288}}"""))).ShouldSucceed();

    [Theory]
    [InlineData("""{"allow":false,"access":"rwm"}""", "m")]
    [InlineData("""{"allow":true,"type":"c","major":1,"minor":11,"access":"r"}""", "m r")]
    [InlineData("""{"allow":true,"type":"c","major":1,"access":"rw"},{"allow":false,"type":"c","major":1,"minor":11,"access":"r"}""", "m w")]
    [InlineData("""{"allow":true,"access":"rwm"}""", "m r w")]
    public async Task Our_program_decides_on_devices(string rules, string expected)
    {
        var bundle = Limited($$"""{"devices":[{{rules}}]}""").WithMount("/tmp", "tmpfs", "tmpfs", "nosuid")
            .WithScript("mknod /tmp/log c 1 11 && echo m; true </tmp/log && echo r; true >>/tmp/log && echo w; true");
        foreach (var (_, set) in bundle.Config["process"]!["capabilities"]!.AsObject())
        {
            set!.AsArray().Add("CAP_MKNOD");
            set.AsArray().Add("CAP_SYSLOG");
        }

        (await Output(bundle)).Replace('\n', ' ').Should().Be(expected);
    }

    [Fact]
    public async Task Running_out_of_memory_is_an_event()
    {
        var container = await Create(Limited("""{"memory":{"limit":8388608,"swap":8388608}}""").WithArgs("tail", "/dev/zero"));
        var events = Runtime.Invoke("events", "--interval", "10s", container.Id);
        await Task.Delay(1000);

        (await container.Start()).ShouldSucceed();

        (await events).ShouldSucceed().Lines.Should().Contain($$"""{"type":"oom","id":"{{container.Id}}"}""");
    }

    private static bool Has(string file) =>
        File.ReadAllText("/sys/fs/cgroup/cgroup.controllers").Split(' ', '\n').Contains(file[..file.IndexOf('.')]);

    private static async Task<string> Value(TestContainer container, string file) =>
        (await File.ReadAllTextAsync($"/sys/fs/cgroup{(await container.Process()).Cgroups.Trim()["0::".Length..]}/{file}")).Trim();

    private TestBundle Limited(string resources)
    {
        var bundle = NewBundle();
        foreach (var (name, value) in JsonNode.Parse(resources)!.AsObject())
        {
            bundle.Config["linux"]!["resources"]![name] = value!.DeepClone();
        }

        return bundle;
    }
}
