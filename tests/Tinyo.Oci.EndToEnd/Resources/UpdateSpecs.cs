using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Resources;

/// <summary>Limits that change while the container runs.</summary>
public sealed class UpdateSpecs : ResourceTest
{
    [Theory]
    [InlineData("--memory 64m", "memory", "memory.limit_in_bytes", "67108864")]
    [InlineData("--memory 64m --memory-swap 128m", "memory", "memory.memsw.limit_in_bytes", "134217728")]
    [InlineData("--memory 16m --memory-swap 16m", "memory", "memory.limit_in_bytes", "16777216")]
    [InlineData("--memory -1", "memory", "memory.limit_in_bytes", "9223372036854771712")]
    [InlineData("--memory-reservation 10m", "memory", "memory.soft_limit_in_bytes", "10485760")]
    [InlineData("--cpu-share 700", "cpu", "cpu.shares", "700")]
    [InlineData("--cpu-period 50000", "cpu", "cpu.cfs_period_us", "50000")]
    [InlineData("--cpu-period 50000", "cpu", "cpu.cfs_quota_us", "20000")]
    [InlineData("--cpu-quota -1", "cpu", "cpu.cfs_quota_us", "-1")]
    [InlineData("--cpuset-cpus 0", "cpuset", "cpuset.cpus", "0")]
    [InlineData("--cpuset-mems 0", "cpuset", "cpuset.mems", "0")]
    [InlineData("--pids-limit 10", "pids", "pids.max", "10")]
    [InlineData("--pids-limit -1", "pids", "pids.max", "max")]
    public async Task The_kernel_has_the_new_limit(string flags, string controller, string file, string expected)
    {
        var container = await Limited();

        (await Update(container, flags.Split(' '))).ShouldSucceed();

        (await Value(container, controller, file)).Should().Be(expected);
    }

    [Fact]
    public async Task Nothing_else_changes()
    {
        var container = await Limited();

        (await Update(container, "--cpu-share", "700")).ShouldSucceed();

        (await Value(container, "memory", "memory.limit_in_bytes")).Should().Be("33554432");
        (await Value(container, "memory", "memory.memsw.limit_in_bytes")).Should().Be("67108864");
        (await Value(container, "pids", "pids.max")).Should().Be("20");
        (await Value(container, "cpu", "cpu.cfs_quota_us")).Should().Be("20000");
    }

    [Fact]
    public async Task Memory_and_swap_go_up_and_down_in_either_order()
    {
        var container = await Limited();

        foreach (var (memory, swap) in new[] { ("128m", "256m"), ("16m", "32m"), ("64m", "64m"), ("32m", "512m"), ("512m", "512m") })
        {
            (await Update(container, "--memory", memory, "--memory-swap", swap)).ShouldSucceed();
        }

        (await Value(container, "memory", "memory.limit_in_bytes")).Should().Be("536870912");
    }

    [Fact]
    public async Task A_limit_below_what_is_in_use_is_refused_with_what_is_in_use()
    {
        var container = await Limited();

        var result = await Update(container, "--memory", "4096");

        result.ShouldExitWith(1).Errors.Should().MatchRegex(@"unable to set memory limit to 4096 \(current usage: \d+, peak usage: \d+\)");
        (await Value(container, "memory", "memory.limit_in_bytes")).Should().Be("33554432");
    }

    [Theory]
    [InlineData("-")]
    [InlineData("file")]
    public async Task Limits_come_from_a_file_or_standard_input(string source)
    {
        const string Json = """{"memory":{"limit":50331648},"pids":{"limit":7}}""";
        var container = await Limited();
        container.Bundle.WithFile("limits.json", Json);
        var file = source == "-" ? "-" : Path.Combine(container.Bundle.Directory, "limits.json");

        var call = Runtime.Call("update", "--resources", file, container.Id) with { Input = source == "-" ? Json : "" };
        (await call.Execute()).ShouldSucceed();

        (await Value(container, "memory", "memory.limit_in_bytes")).Should().Be("50331648");
        (await Value(container, "pids", "pids.max")).Should().Be("7");
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task Device_rules_change_only_when_they_are_others_than_before()
    {
        var container = await Limited();
        var allow = Path.Combine(HostCgroup.Directory(await container.Process(), "devices"), "devices.allow");
        await File.WriteAllTextAsync(allow, "c 1:11 r"); // as a plug-in does for a GPU

        await UpdateFrom(container, """{"devices":[{"allow":false,"access":"rwm"}]}""");
        var repeated = await Value(container, "devices", "devices.list");
        await UpdateFrom(container, """{"devices":[{"allow":true,"type":"c","major":10,"minor":237,"access":"r"}]}""");
        var changed = await Value(container, "devices", "devices.list");

        repeated.Should().Contain("c 1:11 r").And.NotContain("10:237");
        changed.Should().Contain("c 10:237 r").And.NotContain("1:11").And.Contain("c 1:3 rwm");
    }

    [Theory]
    [Needs(Requirement.Tinyo)] // runc leaves some of it
    [InlineData("""{"pids":{"limit":7},"memory":{"limit":50331648,"swap":60331648},"cpu":{"shares":700,"quota":40000,"period":50000,"cpus":"4000"}}""")]
    [InlineData("""{"pids":{"limit":7},"memory":{"limit":4096},"cpu":{"shares":700}}""")]
    [InlineData("""{"memory":{"limit":16777216,"swap":20971520,"swappiness":3,"reservation":4096},"hugepageLimits":[{"pageSize":"3MB","limit":1}]}""")]
    [InlineData("""{"memory":{"limit":1073741824,"swap":-1},"blockIO":{"weight":300,"throttleReadBpsDevice":[{"major":4000,"minor":1,"rate":1}]}}""")]
    [InlineData("""{"pids":{"limit":7},"devices":[{"allow":true,"type":"c","major":1,"minor":11,"access":"r"},{"allow":true,"type":"c","major":1,"access":"rw"},{"allow":false,"type":"c","major":1,"minor":11,"access":"r"}]}""")]
    public async Task An_update_that_fails_half_way_changes_nothing(string json)
    {
        var container = await Limited();
        var before = await AllValues(container);

        var result = await (Runtime.Call("update", "--resources", "-", container.Id) with { Input = json }).Execute();

        result.ShouldExitWith(1).Errors.Should().NotContain("moreover");
        (await AllValues(container)).Should().Equal(before);
    }

    [Fact]
    public async Task A_container_that_has_stopped_has_no_limits()
    {
        var container = await Limited();
        (await container.Kill("KILL")).ShouldSucceed();
        await container.WaitFor("stopped");

        (await Update(container, "--memory", "64m")).ShouldExitWith(1).Errors.Should().Contain("container not running");
    }

    private Task<TestContainer> Limited() =>
        Start(Sleeping("""{"memory":{"limit":33554432,"swap":67108864},"cpu":{"quota":20000,"period":100000},"pids":{"limit":20}}"""));

    // Of every limit that a test may change.
    private static async Task<IReadOnlyList<string>> AllValues(TestContainer container)
    {
        var process = await container.Process();
        var values = new List<string>();
        foreach (var (controller, pattern) in new[] { ("memory", "*limit_in_bytes"), ("memory", "memory.swappiness"), ("cpu", "cpu.*s"), ("cpuset", "cpuset.*s"), ("pids", "pids.max"), ("blkio", "blkio.*weight"), ("devices", "devices.list") })
        {
            var directory = HostCgroup.Directory(process, controller);
            foreach (var file in Directory.EnumerateFiles(directory, pattern).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal))
            {
                values.Add($"{file} {await HostCgroup.Value(process, controller, file)}");
            }
        }

        return values;
    }

    private Task<CommandResult> Update(TestContainer container, params string[] flags) => Runtime.Invoke(["update", .. flags, container.Id]);

    private async Task UpdateFrom(TestContainer container, string json) =>
        (await (Runtime.Call("update", "--resources", "-", container.Id) with { Input = json }).Execute()).ShouldSucceed();
}
