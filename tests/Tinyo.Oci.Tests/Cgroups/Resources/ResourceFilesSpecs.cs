using Tinyo.Oci.Runtime.Cgroups.Resources;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Cgroups.Resources;

public sealed class ResourceFilesSpecs
{
    [Fact]
    public void Nothing_asked_for_is_nothing_written()
    {
        Layout.V1.Files(new LinuxResources()).Should().BeEmpty();
        Layout.V2.Files(new LinuxResources { Memory = new(), Cpu = new(), Pids = new(), BlockIO = new(), Network = new() }).Should().BeEmpty();
    }

    [Fact]
    public void Zero_is_unset_where_Go_has_it_so()
    {
        var resources = new LinuxResources
        {
            Memory = new() { Limit = 0, Reservation = 0, Swap = 0 },
            Cpu = new() { Shares = 0, Quota = 0, Period = 0, RealtimePeriod = 0, RealtimeRuntime = 0, Cpus = "", Mems = "" },
            BlockIO = new() { Weight = 0, LeafWeight = 0, WeightDevice = [new() { Major = 8, Minor = 0, Weight = 0 }] },
            Network = new() { ClassID = 0 },
        };

        Layout.V1.Files(resources).Should().BeEmpty();
        Layout.V2.Files(resources).Should().BeEmpty();
    }

    [Theory]
    [InlineData(0, "pids.max=0")]
    [InlineData(1, "pids.max=1")]
    [InlineData(-1, "pids.max=max")]
    public void No_process_at_all_is_a_real_limit(long limit, string expected) =>
        Layout.V1.Files(new() { Pids = new() { Limit = limit } }).Should().Equal(expected);

    [Fact]
    public void All_of_memory_in_v1() => Layout.V1.Files(new()
    {
        Memory = new() { Limit = 100, Swap = 200, Reservation = 50, Swappiness = 60, DisableOOMKiller = true, UseHierarchy = true, CheckBeforeUpdate = true },
    }).Should().Equal(
        "memory.use_hierarchy=1",
        "memory.limit_in_bytes=100",
        "memory.memsw.limit_in_bytes=200",
        "memory.soft_limit_in_bytes=50",
        "memory.oom_control=1",
        "memory.swappiness=60");

    [Fact]
    public void All_of_memory_in_v2() =>
        Layout.V2.Files(new() { Memory = new() { Limit = 100, Swap = 300, Reservation = 50 } })
            .Should().Equal("memory.swap.max=200", "memory.max=100", "memory.low=50");

    [Fact]
    public void Memory_without_a_limit_frees_swap_too()
    {
        var memory = new LinuxMemory { Limit = -1 };

        Layout.V1.Files(new() { Memory = memory }).Should().Equal("memory.limit_in_bytes=-1", "memory.memsw.limit_in_bytes=-1");
        Layout.V2.Files(new() { Memory = memory }).Should().Equal("memory.swap.max=max", "memory.max=max");
        Layout.V1.Plan(new() { Memory = memory }).Writes[1].IsOptional.Should().BeTrue("the kernel may not count swap");
    }

    [Fact]
    public void A_memory_limit_above_that_of_swap_is_tried_again_after_it()
    {
        var writes = Layout.V1.Plan(new() { Memory = new() { Limit = 100, Swap = 200 } }).Writes;

        writes.Select(write => write.OnRefusal).Should().Equal(Refusal.IsTriedAgain, Refusal.Fails);
    }

    [Fact]
    public void Memory_in_use_is_looked_at_first_when_asked_for()
    {
        var memory = new LinuxMemory { Limit = 100, Swap = 200, CheckBeforeUpdate = true };

        Layout.V2.Plan(new() { Memory = memory }).UsageLimits.Should().Equal(
            new UsageLimit("memory", "memory.current", 200, "memory+swap limit"),
            new UsageLimit("memory", "memory.current", 100, "memory limit"));
        Layout.V1.Plan(new() { Memory = memory }).UsageLimits.Should().BeEmpty("the kernel does it");
    }

    [Fact]
    public void The_killer_can_not_be_switched_off_in_v2()
    {
        var act = () => Layout.V2.Plan(new() { Memory = new() { DisableOOMKiller = true } });

        act.Should().Throw<OciException>().WithMessage("cannot disable OOM killer with cgroupv2*");
        Layout.V2.Files(new() { Memory = new() { DisableOOMKiller = false } }).Should().BeEmpty();
    }

    [Fact]
    public void What_v2_has_not_is_said()
    {
        var plan = Layout.V2.Plan(new()
        {
            Memory = new() { Swappiness = 60, UseHierarchy = false },
            Cpu = new() { RealtimeRuntime = 1 },
            BlockIO = new() { LeafWeight = 10 },
            Network = new() { ClassID = 1 },
        });

        plan.Writes.Should().BeEmpty();
        plan.Warnings.Should().HaveCount(5).And.OnlyContain(warning => warning.Contains("no effect"));
    }

    [Fact]
    public void Kernel_memory_is_no_longer_of_use()
    {
        var resources = new LinuxResources { Memory = new() { Kernel = 1, KernelTCP = 1 } };

        Layout.V1.Plan(resources).Warnings.Should().Equal("Kernel memory settings are ignored and will be removed");
        Layout.V1.Files(resources).Should().BeEmpty();
    }

    [Fact]
    public void All_of_the_cpu_in_v1() => Layout.V1.Files(new()
    {
        Cpu = new()
        {
            Shares = 1024,
            Quota = 50_000,
            Period = 100_000,
            Burst = 10_000,
            Idle = 0,
            RealtimePeriod = 1_000_000,
            RealtimeRuntime = 950_000,
            Cpus = "0-1",
            Mems = "0",
        },
    }).Should().Equal(
        "cpu.idle=0",
        "cpu.shares=1024",
        "cpu.cfs_period_us=100000",
        "cpu.cfs_burst_us=10000",
        "cpu.cfs_quota_us=50000",
        "cpu.rt_period_us=1000000",
        "cpu.rt_runtime_us=950000",
        "cpuset.cpus=0-1",
        "cpuset.mems=0");

    [Fact]
    public void All_of_the_cpu_in_v2() =>
        Layout.V2.Files(new() { Cpu = new() { Shares = 1024, Quota = 50_000, Period = 100_000, Burst = 10_000, Cpus = "0", Mems = "0" } })
            .Should().Equal("cpu.weight=100", "cpu.max.burst=10000", "cpu.max=50000 100000", "cpuset.cpus=0", "cpuset.mems=0");

    [Theory]
    [InlineData(50_000L, null, "cpu.max=50000", false)]
    [InlineData(-1L, null, "cpu.max=max", false)]
    [InlineData(-1L, 5000UL, "cpu.max=max 5000", false)]
    [InlineData(null, 5000UL, "cpu.max=5000", true)]
    public void A_period_alone_keeps_the_quota(long? quota, ulong? period, string expected, bool keeps)
    {
        var resources = new LinuxResources { Cpu = new() { Quota = quota, Period = period } };

        Layout.V2.Files(resources).Should().Equal(expected);
        Layout.V2.Plan(resources).Writes[0].KeepsFirstWord.Should().Be(keeps);
    }

    [Fact]
    public void An_idle_cgroup_has_no_weight()
    {
        var resources = new LinuxResources { Cpu = new() { Idle = 1, Shares = 1024 } };

        Layout.V2.Files(resources).Should().Equal("cpu.idle=1");
        Layout.V1.Plan(resources).Warnings.Should().ContainSingle().Which.Should().Contain("shares has no effect");
    }

    [Theory]
    [InlineData(1, "*the minimum allowed cpu-shares is 2")]
    [InlineData(262_145, "*the maximum allowed cpu-shares is 262144")]
    public void Shares_that_v1_would_change_are_refused(ulong shares, string message)
    {
        var act = () => Layout.V1.Plan(new() { Cpu = new() { Shares = shares } });

        act.Should().Throw<OciException>().WithMessage(message);
    }

    [Fact]
    public void All_of_block_devices_in_v1() => Layout.V1.Files(BlockDevices()).Should().Equal(
        "blkio.bfq.weight=500",
        "blkio.leaf_weight=300",
        "blkio.bfq.weight_device=8:0 100",
        "blkio.leaf_weight_device=8:0 200",
        "blkio.throttle.read_bps_device=8:0 1",
        "blkio.throttle.write_bps_device=8:0 2",
        "blkio.throttle.read_iops_device=8:0 3",
        "blkio.throttle.write_iops_device=8:0 0");

    [Fact]
    public void All_of_block_devices_in_v2()
    {
        var plan = Layout.V2.Plan(BlockDevices());

        plan.Writes.Select(write => $"{write.File}={write.Value}").Should().Equal(
            "io.bfq.weight=500", "io.bfq.weight=8:0 100", "io.max=8:0 rbps=1", "io.max=8:0 wbps=2", "io.max=8:0 riops=3", "io.max=8:0 wiops=max");
        plan.Writes.Select(write => write.Otherwise).Where(write => write is not null).Select(write => $"{write!.File}={write.Value}")
            .Should().Equal("io.weight=4950", "io.weight=8:0 910");
    }

    [Fact]
    public void Huge_pages_are_limited_with_their_reservations()
    {
        var resources = new LinuxResources { HugepageLimits = [new() { PageSize = "2MB", Limit = 4096 }] };

        Layout.V1.Files(resources).Should().Equal("hugetlb.2MB.limit_in_bytes=4096", "hugetlb.2MB.rsvd.limit_in_bytes=4096");
        Layout.V2.Files(resources).Should().Equal("hugetlb.2MB.max=4096", "hugetlb.2MB.rsvd.max=4096");
        Layout.V2.Plan(resources).Writes.Select(write => write.IsOptional).Should().Equal(false, true);
    }

    [Fact]
    public void The_network_and_rdma() => Layout.V1.Files(new()
    {
        Network = new() { ClassID = 0x100001, Priorities = [new() { Name = "eth0", Priority = 5 }] },
        Rdma = new Dictionary<string, LinuxRdma> { ["mlx5_0"] = new() { HcaHandles = 3, HcaObjects = 4 }, ["mlx5_1"] = new() { HcaObjects = 5 } },
    }).Should().Equal(
        "rdma.max=mlx5_0 hca_handle=3 hca_object=4",
        "rdma.max=mlx5_1 hca_object=5",
        "net_cls.classid=1048577",
        "net_prio.ifpriomap=eth0 5");

    [Fact]
    public void Unified_files_come_last_and_line_by_line() => Layout.Hybrid.Files(new()
    {
        Unified = new Dictionary<string, string> { ["io.max"] = "8:0 rbps=1\n8:16 rbps=2\n", ["memory.oom.group"] = "1", ["made.up"] = "" },
        Pids = new() { Limit = 5 },
    }).Should().Equal("pids.max=5", "io.max=8:0 rbps=1", "io.max=8:16 rbps=2", "memory.oom.group=1", "made.up=");

    [Theory]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("")]
    public void Unified_names_are_those_of_files(string name)
    {
        var act = () => Layout.V2.Plan(new() { Unified = new Dictionary<string, string> { [name] = "1" } });

        act.Should().Throw<OciException>().WithMessage("*must be a file name (no slashes)");
    }

    [Fact]
    public void Unified_needs_a_v2_hierarchy()
    {
        var act = () => Layout.V1.Plan(new() { Unified = new Dictionary<string, string> { ["pids.max"] = "1" } });

        act.Should().Throw<OciException>().WithMessage("*cannot use unified on cgroup v1*");
    }

    private static LinuxResources BlockDevices()
    {
        LinuxThrottleDevice[] At(ulong rate) => [new() { Major = 8, Minor = 0, Rate = rate }];
        return new()
        {
            BlockIO = new()
            {
                Weight = 500,
                LeafWeight = 300,
                WeightDevice = [new() { Major = 8, Minor = 0, Weight = 100, LeafWeight = 200 }],
                ThrottleReadBpsDevice = At(1),
                ThrottleWriteBpsDevice = At(2),
                ThrottleReadIOPSDevice = At(3),
                ThrottleWriteIOPSDevice = At(0),
            },
        };
    }
}
