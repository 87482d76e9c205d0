using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Resources;

/// <summary>Each limit, as the kernel has it afterwards.</summary>
public sealed class LimitSpecs : ResourceTest
{
    [Theory]
    [InlineData("""{"memory":{"limit":67108864}}""", "memory", "memory.limit_in_bytes", "67108864")]
    [InlineData("""{"memory":{"limit":67108864,"swap":134217728}}""", "memory", "memory.memsw.limit_in_bytes", "134217728")]
    [InlineData("""{"memory":{"limit":67108864,"swap":67108864}}""", "memory", "memory.memsw.limit_in_bytes", "67108864")]
    [InlineData("""{"memory":{"limit":-1}}""", "memory", "memory.limit_in_bytes", "9223372036854771712")]
    [InlineData("""{"memory":{"reservation":33554432}}""", "memory", "memory.soft_limit_in_bytes", "33554432")]
    [InlineData("""{"memory":{"swappiness":17}}""", "memory", "memory.swappiness", "17")]
    [InlineData("""{"memory":{"useHierarchy":true}}""", "memory", "memory.use_hierarchy", "1")]
    [InlineData("""{"cpu":{"shares":512}}""", "cpu", "cpu.shares", "512")]
    [InlineData("""{"cpu":{"quota":50000,"period":200000}}""", "cpu", "cpu.cfs_quota_us", "50000")]
    [InlineData("""{"cpu":{"quota":50000,"period":200000}}""", "cpu", "cpu.cfs_period_us", "200000")]
    [InlineData("""{"cpu":{"realtimePeriod":500000,"realtimeRuntime":1000}}""", "cpu", "cpu.rt_runtime_us", "1000")]
    [InlineData("""{"cpu":{"cpus":"0"}}""", "cpuset", "cpuset.cpus", "0")]
    [InlineData("""{"cpu":{"mems":"0"}}""", "cpuset", "cpuset.mems", "0")]
    [InlineData("""{"pids":{"limit":33}}""", "pids", "pids.max", "33")]
    [InlineData("""{"pids":{"limit":-1}}""", "pids", "pids.max", "max")]
    [InlineData("""{"blockIO":{"weight":321}}""", "blkio", "blkio.bfq.weight", "321")]
    public Task The_kernel_has_the_limit(string resources, string controller, string file, string expected) => Check(resources, controller, file, expected);

    // runc 1.1 knows none of these.
    [Theory]
    [Needs(Requirement.Tinyo)]
    [InlineData("""{"cpu":{"quota":50000,"burst":20000}}""", "cpu", "cpu.cfs_burst_us", "20000")]
    [InlineData("""{"cpu":{"idle":1}}""", "cpu", "cpu.idle", "1")]
    [InlineData("""{"pids":{"limit":0}}""", "pids", "pids.max", "0")]
    public Task The_kernel_has_the_newer_limit(string resources, string controller, string file, string expected) => Check(resources, controller, file, expected);

    [Fact]
    public async Task The_killer_can_be_told_to_wait()
    {
        var container = await Create(Sleeping("""{"memory":{"limit":67108864,"disableOOMKiller":true}}"""));

        (await Value(container, "memory", "memory.oom_control")).Should().Contain("oom_kill_disable 1");
    }

    [Theory]
    [InlineData("throttleReadBpsDevice", "blkio.throttle.read_bps_device")]
    [InlineData("throttleWriteBpsDevice", "blkio.throttle.write_bps_device")]
    [InlineData("throttleReadIOPSDevice", "blkio.throttle.read_iops_device")]
    [InlineData("throttleWriteIOPSDevice", "blkio.throttle.write_iops_device")]
    public async Task A_block_device_can_be_throttled(string property, string file)
    {
        var device = Directory.EnumerateDirectories("/sys/block").Select(directory => $"{directory}/dev").FirstOrDefault(File.Exists);
        Assert.SkipWhen(device is null, "this machine has no block device");
        var numbers = (await File.ReadAllTextAsync(device!)).Trim().Split(':');
        var container = await Create(Sleeping($$$"""{"blockIO":{"{{{property}}}":[{"major":{{{numbers[0]}}},"minor":{{{numbers[1]}}},"rate":1048576}]}}"""));

        (await Value(container, "blkio", file)).Should().Be($"{numbers[0]}:{numbers[1]} 1048576");
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task A_controller_that_only_the_v2_tree_has_is_used_there()
    {
        Assert.SkipUnless(Has("hugetlb") && File.Exists("/sys/fs/cgroup/unified/cgroup.controllers"), "needs hugetlb in a v2 tree beside v1");
        var container = await Create(Sleeping("""{"hugepageLimits":[{"pageSize":"2MB","limit":4194304}]}"""));

        (await Value(container, "", "hugetlb.2MB.max")).Should().Be("4194304");
        (await Value(container, "", "hugetlb.2MB.rsvd.max")).Should().Be("4194304");
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task Unified_files_are_written_last_and_line_by_line()
    {
        Assert.SkipUnless(Has("hugetlb"), "needs hugetlb in a v2 tree beside v1");
        var container = await Create(Sleeping("""{"hugepageLimits":[{"pageSize":"2MB","limit":4194304}],"unified":{"hugetlb.2MB.max":"2097152\n6291456\n","cgroup.max.depth":"3"}}"""));

        (await Value(container, "", "hugetlb.2MB.max")).Should().Be("6291456");
        (await Value(container, "", "cgroup.max.depth")).Should().Be("3");
    }

    [Fact]
    public async Task Limits_are_set_before_the_first_hook_runs()
    {
        var id = NewId();
        var bundle = Sleeping("""{"memory":{"limit":67108864},"pids":{"limit":33}}""").WithLinux("cgroupsPath", $"/{id}");
        var seen = Path.Combine(bundle.Directory, "seen");
        bundle.WithHook("prestart", new JsonObject
        {
            ["path"] = "/bin/sh",
            ["args"] = TestBundle.ToArray("sh", "-c", $"cd /sys/fs/cgroup; cat memory/{id}/memory.limit_in_bytes pids/{id}/pids.max devices/{id}/devices.list >{seen}"),
        });

        (await TryCreate(bundle, id)).ShouldSucceed();

        (await File.ReadAllTextAsync(seen)).Should().StartWith("67108864\n33\n").And.NotContain("a *:*");
    }

    [Theory]
    [Needs(Requirement.Tinyo)]
    [InlineData("""{"network":{"classID":5}}""", "net_cls", "linux.resources.network.classID: this machine has no net_cls controller")]
    [InlineData("""{"rdma":{"mlx5_0":{"hcaHandles":5}}}""", "rdma", "linux.resources.rdma[\"mlx5_0\"]: this machine has no rdma controller")]
    [InlineData("""{"unified":{"memory.max":"5"}}""", "", "unified resource \"memory.max\" can't be set: controller \"memory\" not available")]
    [InlineData("""{"hugepageLimits":[{"pageSize":"3MB","limit":1}]}""", "", "linux.resources.hugepageLimits[0]: huge pages of 3MB are unknown on this machine (no hugetlb.3MB.max)")]
    [InlineData("""{"cpu":{"shares":1}}""", "", "linux.resources.cpu.shares: found 1, the minimum allowed cpu-shares is 2")]
    [InlineData("""{"cpu":{"cpus":"4000"}}""", "", "linux.resources.cpu.cpus: can't write '4000' to ")]
    public async Task What_can_not_be_honoured_is_an_error_that_names_it(string resources, string controller, string message)
    {
        Assert.SkipWhen(controller.Length > 0 && Directory.Exists($"/sys/fs/cgroup/{controller}"), $"this machine has a {controller} controller");
        Assert.SkipUnless(controller.Length > 0 || Has("hugetlb"), "needs hugetlb in a v2 tree beside v1");
        var id = NewId();

        var result = await TryCreate(Sleeping(resources), id);

        result.ShouldExitWith(1).Errors.Should().Contain(message).And.NotContainEquivalentOf("no such file");
        await NothingIsLeft(id);
    }

    private async Task Check(string resources, string controller, string file, string expected)
    {
        Assert.SkipUnless(File.Exists($"/sys/fs/cgroup/{controller}/{file}") || ExistsBelow(controller, file), $"this kernel has no {file}");
        var container = await Create(Sleeping(resources));

        var value = await Value(container, controller, file);

        value.Should().Be(expected);
    }

    private static bool Has(string controller) =>
        File.Exists("/sys/fs/cgroup/unified/cgroup.controllers") && File.ReadAllText("/sys/fs/cgroup/unified/cgroup.controllers").Split(' ', '\n').Contains(controller);

    // Some files are in every cgroup but the root.
    private static bool ExistsBelow(string controller, string file)
    {
        var probe = $"/sys/fs/cgroup/{controller}/{Workspace.NewId()}";
        Directory.CreateDirectory(probe);
        try
        {
            return File.Exists($"{probe}/{file}");
        }
        finally
        {
            Directory.Delete(probe);
        }
    }
}
