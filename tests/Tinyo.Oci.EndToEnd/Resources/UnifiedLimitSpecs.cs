using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Resources;

/// <summary>Limits on a machine that has cgroup v2 alone.</summary>
public sealed class UnifiedLimitSpecs : UnifiedResourceTest
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
    [InlineData("""{"hugepageLimits":[{"pageSize":"2MB","limit":4194304}]}""", "hugetlb.2MB.max", "4194304")]
    [InlineData("""{"cpu":{"mems":"0"}}""", "cpuset.mems", "0")]
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

    [Theory]
    [InlineData("throttleReadBpsDevice", "rbps=1048576 wbps=max riops=max wiops=max")]
    [InlineData("throttleWriteIOPSDevice", "rbps=max wbps=max riops=max wiops=1048576")]
    public async Task A_block_device_can_be_throttled(string property, string expected)
    {
        Assert.SkipUnless(Has("io.max"), "this kernel has no io controller");
        var device = Directory.EnumerateDirectories("/sys/block").Select(directory => $"{directory}/dev").FirstOrDefault(File.Exists);
        Assert.SkipWhen(device is null, "this machine has no block device");
        var numbers = (await File.ReadAllTextAsync(device!)).Trim().Split(':');

        var container = await Create(Limited($$$"""{"blockIO":{"{{{property}}}":[{"major":{{{numbers[0]}}},"minor":{{{numbers[1]}}},"rate":1048576}]}}""").WithArgs("sleep", "100"));

        (await Value(container, "io.max")).Should().Be($"{numbers[0]}:{numbers[1]} {expected}");
    }

    [Fact]
    public async Task Memory_and_swap_go_up_and_down_in_either_order()
    {
        var container = await Start(Limited("""{"memory":{"limit":33554432,"swap":67108864}}""").WithArgs("sleep", "100"));

        foreach (var (memory, swap) in new[] { ("128m", "256m"), ("16m", "32m"), ("64m", "64m"), ("32m", "512m"), ("512m", "512m") })
        {
            (await Runtime.Invoke("update", "--memory", memory, "--memory-swap", swap, container.Id)).ShouldSucceed();
        }

        (await Value(container, "memory.max")).Should().Be("536870912");
        (await Value(container, "memory.swap.max")).Should().Be("0");
    }

    [Fact]
    public async Task A_limit_below_what_is_in_use_is_refused_if_that_is_to_be_looked_at()
    {
        var container = await Start(Limited("""{"memory":{"limit":33554432}}""").WithArgs("sleep", "100"));

        var update = Runtime.Call("update", "--resources", "-", container.Id) with { Input = """{"pids":{"limit":9},"memory":{"limit":4096,"checkBeforeUpdate":true}}""" };

        (await update.Execute()).ShouldExitWith(1).Errors.Should().MatchRegex("rejecting memory limit 4096 <= usage [0-9]+");
        (await Value(container, "memory.max")).Should().Be("33554432");
        (await Value(container, "pids.max")).Should().Be("max");
    }

    [Fact]
    public async Task An_update_that_fails_half_way_changes_nothing()
    {
        var container = await Start(Limited("""{"memory":{"limit":33554432},"cpu":{"shares":512,"quota":20000}}""").WithArgs("sleep", "100"));
        string[] files = ["pids.max", "memory.max", "memory.swap.max", "cpu.weight", "cpu.max"];
        var before = await Task.WhenAll(files.Select(file => Value(container, file)));

        var update = Runtime.Call("update", "--resources", "-", container.Id) with
        {
            Input = """{"pids":{"limit":9},"memory":{"limit":50331648,"swap":60331648},"cpu":{"shares":900,"quota":70000},"unified":{"memory.high":"nonsense"}}""",
        };

        (await update.Execute()).ShouldExitWith(1).Errors.Should().Contain("memory.high").And.NotContain("moreover");
        (await Task.WhenAll(files.Select(file => Value(container, file)))).Should().Equal(before);
    }
}
