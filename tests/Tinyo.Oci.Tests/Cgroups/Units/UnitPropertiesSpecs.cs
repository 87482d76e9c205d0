using Tinyo.Oci.Runtime.Cgroups.Devices;
using Tinyo.Oci.Runtime.Cgroups.Units;
using Tinyo.Oci.Runtime.Systemd;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Cgroups.Units;

public sealed class UnitPropertiesSpecs
{
    private const string Infinity = "uint64 18446744073709551615";

    private static readonly SystemdHost s_v2 = new(257, IsUnified: true);
    private static readonly SystemdHost s_v1 = new(257, IsUnified: false);
    private static readonly SystemdHost s_old = new(239, IsUnified: true);

    private readonly List<string> _warnings = [];

    [Fact]
    public void A_scope_has_a_slice_a_process_and_all_accounting()
    {
        var properties = UnitProperties.Create(Plan("a.slice:p:x"), pid: 42, s_v2, _warnings);

        Text(properties).Should().Be(
            "Description='tinyo-oci container c1' Slice='a.slice' Delegate=true PIDs=[uint32 42] " +
            "MemoryAccounting=true CPUAccounting=true IOAccounting=true TasksAccounting=true DefaultDependencies=false");
    }

    [Fact]
    public void A_slice_wants_the_one_above_it_and_needs_no_process()
    {
        var properties = UnitProperties.Create(Plan("a.slice:p:a-b.slice"), pid: null, s_v1, _warnings);

        Text(properties).Should().Be(
            "Description='tinyo-oci container c1' Wants=['a.slice'] " +
            "MemoryAccounting=true CPUAccounting=true BlockIOAccounting=true TasksAccounting=true DefaultDependencies=false");
    }

    [Fact]
    public void An_annotation_wins_over_what_was_there()
    {
        var plan = Plan("") with { Annotations = [new UnitProperty("Delegate", DBusValue.Of(false)), new UnitProperty("CollectMode", DBusValue.Of("inactive"))] };

        var properties = UnitProperties.Create(plan, pid: null, s_v2, _warnings);

        Text(properties).Should().EndWith("DefaultDependencies=false Delegate=false CollectMode='inactive'").And.NotContain("Delegate=true");
    }

    [Theory]
    [InlineData(253, "1", "OOMPolicy='kill'")]
    [InlineData(253, "0", "OOMPolicy='continue'")]
    [InlineData(252, "1", "DefaultDependencies=false")]
    public void Dying_together_is_a_policy_that_a_unit_is_made_with(int version, string group, string expected)
    {
        var plan = Plan("") with { Resources = new LinuxResources { Unified = new Dictionary<string, string> { ["memory.oom.group"] = group } } };

        var properties = UnitProperties.Create(plan, pid: 42, s_v2 with { Version = version }, _warnings);

        Text(properties).Should().EndWith(expected);
    }

    [Theory]
    [InlineData(1000L, 500L, 3000L, "MemoryMax=uint64 1000 MemoryLow=uint64 500 MemorySwapMax=uint64 2000")]
    [InlineData(1000L, null, 1000L, "MemoryMax=uint64 1000 MemorySwapMax=uint64 0")]
    [InlineData(1000L, null, -1L, $"MemoryMax=uint64 1000 MemorySwapMax={Infinity}")]
    [InlineData(-1L, null, null, $"MemoryMax={Infinity} MemorySwapMax={Infinity}")]
    [InlineData(-1L, -1L, -1L, $"MemoryMax={Infinity} MemoryLow={Infinity} MemorySwapMax={Infinity}")]
    [InlineData(0L, 0L, 0L, "")]
    [InlineData(null, null, null, "")]
    public void Memory_of_version_2(long? limit, long? reservation, long? swap, string expected)
    {
        var memory = new LinuxMemory { Limit = limit, Reservation = reservation, Swap = swap };

        Update(new LinuxResources { Memory = memory }, s_v2).Should().Be(expected);
    }

    [Fact]
    public void Version_1_has_names_of_its_own()
    {
        var resources = new LinuxResources
        {
            Memory = new LinuxMemory { Limit = 1000, Swap = 2000 },
            Cpu = new LinuxCpu { Shares = 512 },
            BlockIO = new LinuxBlockIO { Weight = 100 },
            Unified = new Dictionary<string, string> { ["memory.max"] = "5" },
        };

        Update(resources, s_v1).Should().Be("MemoryLimit=uint64 1000 CPUShares=uint64 512 BlockIOWeight=uint64 100");
    }

    [Theory]
    [InlineData(50000L, 100000UL, "CPUQuotaPeriodUSec=uint64 100000 CPUQuotaPerSecUSec=uint64 500000")]
    [InlineData(50000L, 0UL, "CPUQuotaPerSecUSec=uint64 500000")]
    [InlineData(33333L, 100000UL, "CPUQuotaPeriodUSec=uint64 100000 CPUQuotaPerSecUSec=uint64 340000")]
    [InlineData(-1L, 100000UL, $"CPUQuotaPeriodUSec=uint64 100000 CPUQuotaPerSecUSec={Infinity}")]
    [InlineData(-1L, 0UL, $"CPUQuotaPerSecUSec={Infinity}")]
    [InlineData(0L, 50000UL, $"CPUQuotaPeriodUSec=uint64 50000 CPUQuotaPerSecUSec={Infinity}")]
    [InlineData(long.MaxValue, 1UL, $"CPUQuotaPeriodUSec=uint64 1 CPUQuotaPerSecUSec={Infinity}")]
    [InlineData(0L, 0UL, "")]
    public void A_quota_is_in_whole_percents_of_a_second(long quota, ulong period, string expected)
    {
        Update(new LinuxResources { Cpu = new LinuxCpu { Quota = quota, Period = period } }, s_v2).Should().Be(expected);
    }

    [Theory]
    [InlineData(257, "CPUWeight=uint64 0")]
    [InlineData(251, "CPUWeight=uint64 100")]
    public void Idle_is_a_weight_of_none_where_systemd_knows_it(int version, string expected)
    {
        var resources = new LinuxResources { Cpu = new LinuxCpu { Idle = 1, Shares = 1024 } };

        Update(resources, s_v2 with { Version = version }).Should().Be(expected);
    }

    [Theory]
    [InlineData(100L, "TasksMax=uint64 100")]
    [InlineData(0L, "TasksMax=uint64 1")]
    [InlineData(-1L, $"TasksMax={Infinity}")]
    [InlineData(null, "")]
    public void Pids_may_be_none_but_not_for_systemd(long? limit, string expected)
    {
        Update(new LinuxResources { Pids = new LinuxPids { Limit = limit } }, s_v2).Should().Be(expected);
    }

    [Theory]
    [InlineData("0", "01")]
    [InlineData("0-3", "0f")]
    [InlineData("0-1,4, 8", "1301")]
    [InlineData("15,0", "0180")]
    [InlineData("64", "000000000000000001")]
    public void Cpus_become_bits(string list, string expected)
    {
        Convert.ToHexStringLower(CpuSet.ToBits(list)).Should().Be(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("3-1")]
    [InlineData("-1")]
    [InlineData("1-")]
    [InlineData("0,,1")]
    [InlineData("99999999999")]
    [InlineData("0-8192")]
    public void A_list_that_is_none_is_refused(string list)
    {
        var act = () => CpuSet.ToBits(list);

        act.Should().Throw<OciException>().WithMessage($"'{list}' is no list*");
    }

    [Fact]
    public void An_old_systemd_is_spared_what_it_does_not_know()
    {
        var resources = new LinuxResources { Cpu = new LinuxCpu { Cpus = "0", Mems = "0", Quota = 1000, Period = 10000, Idle = 1 } };

        Update(resources, s_old).Should().Be("CPUQuotaPerSecUSec=uint64 100000");
        _warnings.Should().HaveCount(3).And.OnlyContain(warning => warning.StartsWith("systemd 239 knows no ", StringComparison.Ordinal));
        Update(resources, s_v2).Should().Be("CPUWeight=uint64 0 CPUQuotaPeriodUSec=uint64 10000 CPUQuotaPerSecUSec=uint64 100000 AllowedCPUs=0x01 AllowedMemoryNodes=0x01");
    }

    [Theory]
    [InlineData("memory.max", "max\n", $"MemoryMax={Infinity}")]
    [InlineData("memory.high", "5", "MemoryHigh=uint64 5")]
    [InlineData("memory.low", "5", "MemoryLow=uint64 5")]
    [InlineData("memory.min", "5", "MemoryMin=uint64 5")]
    [InlineData("memory.swap.max", "0", "MemorySwapMax=uint64 0")]
    [InlineData("pids.max", "max", $"TasksMax={Infinity}")]
    [InlineData("cpu.weight", "7", "CPUWeight=uint64 7")]
    [InlineData("cpu.idle", "1", "CPUWeight=uint64 0")]
    [InlineData("cpu.idle", "0", "")]
    [InlineData("cpu.max", "1000 10000", "CPUQuotaPeriodUSec=uint64 10000 CPUQuotaPerSecUSec=uint64 100000")]
    [InlineData("cpu.max", "max", $"CPUQuotaPerSecUSec={Infinity}")]
    [InlineData("cpuset.cpus", "1-2", "AllowedCPUs=0x06")]
    [InlineData("cpuset.mems", "0", "AllowedMemoryNodes=0x01")]
    [InlineData("memory.oom.group", "1", "")]
    public void Files_of_version_2_become_properties(string file, string value, string expected)
    {
        Update(new LinuxResources { Unified = new Dictionary<string, string> { [file] = value } }, s_v2).Should().Be(expected);
        _warnings.Should().BeEmpty();
    }

    [Fact]
    public void A_file_wins_over_the_field_and_an_unknown_one_is_told_of()
    {
        var resources = new LinuxResources
        {
            Memory = new LinuxMemory { Limit = 5 },
            Unified = new Dictionary<string, string> { ["memory.max"] = "7", ["hugetlb.2MB.max"] = "1" },
        };

        Update(resources, s_v2).Should().Be("MemoryMax=uint64 7");
        _warnings.Should().ContainSingle().Which.Should().Contain("'hugetlb.2MB.max'");
    }

    [Theory]
    [InlineData("memory.max", "lots")]
    [InlineData("cpu.max", "")]
    [InlineData("cpu.max", "1 2 3")]
    [InlineData("a/b", "1")]
    public void A_file_that_makes_no_sense_is_refused(string file, string value)
    {
        var act = () => Update(new LinuxResources { Unified = new Dictionary<string, string> { [file] = value } }, s_v2);

        act.Should().Throw<OciException>().WithMessage($"linux.resources.unified '{file}'*");
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("-a", "DevicePolicy='strict' DeviceAllow=@a(ss) []")]
    [InlineData("+a", "DevicePolicy='auto' DeviceAllow=@a(ss) []")]
    [InlineData("-a +c1:3:rwm", "DevicePolicy='strict' DeviceAllow=@a(ss) [] DeviceAllow=[('/dev/char/1:3', 'rwm')]")]
    [InlineData("-a +c*:*:m +b*:*:m +b8:0:rw", "DevicePolicy='strict' DeviceAllow=@a(ss) [] DeviceAllow=[('char-*', 'm'), ('block-*', 'm'), ('/dev/block/8:0', 'rw')]")]
    [InlineData("-a +c136:*:rwm", "DevicePolicy='strict' DeviceAllow=@a(ss) [] DeviceAllow=[('char-136', 'rwm')]")]
    [InlineData("-a +c1:3:r +c1:3:w", "DevicePolicy='strict' DeviceAllow=@a(ss) [] DeviceAllow=[('/dev/char/1:3', 'rw')]")]
    [InlineData("-a +c1:3:rwm -c1:3:w", "DevicePolicy='strict' DeviceAllow=@a(ss) [] DeviceAllow=[('/dev/char/1:3', 'rm')]")]
    [InlineData("-a +c1:3:rwm +b8:0:r -c*:*:rwm", "DevicePolicy='strict' DeviceAllow=@a(ss) [] DeviceAllow=[('/dev/block/8:0', 'r')]")]
    [InlineData("+c1:3:rwm -a", "DevicePolicy='strict' DeviceAllow=@a(ss) []")]
    [InlineData("-a +c*:3:r", "DevicePolicy='auto' DeviceAllow=@a(ss) []")]
    [InlineData("+a -c1:3:w", "DevicePolicy='auto' DeviceAllow=@a(ss) []")]
    public void Devices_of_version_2_are_never_too_few_for_systemd(string rules, string expected)
    {
        Devices(rules, s_v2).Should().Be(expected);
    }

    [Theory]
    [InlineData("+a -c1:3:w", "DevicePolicy='strict' DeviceAllow=@a(ss) []")]
    [InlineData("-a +c*:3:r +c1:3:r", "DevicePolicy='strict' DeviceAllow=@a(ss) [] DeviceAllow=[('/dev/char/1:3', 'r')]")]
    public void Devices_of_version_1_are_never_too_many(string rules, string expected)
    {
        Devices(rules, s_v1).Should().Be(expected);
    }

    [Fact]
    public void A_device_rule_without_a_name_is_told_of()
    {
        Devices("-a +c*:3:r", s_v1);

        _warnings.Should().Equal("systemd has no name for device rule c *:3 r");
    }

    [Theory]
    [InlineData("char", 136, "char-pts")]
    [InlineData("char", 8, null)]
    [InlineData("block", 8, "block-sd")]
    [InlineData("block", 136, null)]
    public void Groups_of_devices_have_names(string kind, uint major, string? expected)
    {
        const string Devices = "Character devices:\n  1 mem\n136 pts\n\nBlock devices:\n  8 sd\n259 blkext\n";

        DeviceProperties.FindGroup(Devices, kind, major).Should().Be(expected);
    }

    private static UnitPlan Plan(string path) => new() { Id = "c1", Name = UnitName.Parse(path, "c1", rootless: false) };

    private static string Text(IReadOnlyList<UnitProperty> properties) => string.Join(' ', properties);

    private string Update(LinuxResources resources, SystemdHost host) => Text(UnitProperties.Limits(resources, host, _warnings));

    // "+c1:3:rw" allows, "-a" denies all.
    private string Devices(string rules, SystemdHost host)
    {
        var properties = new List<UnitProperty>();
        DeviceProperties.Add(properties, [.. rules.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Rule)], host, _warnings);
        return Text(properties);
    }

    private static DeviceRule Rule(string text)
    {
        var parts = text[2..].Split(':');
        return DeviceRule.Of(new LinuxDeviceCgroup
        {
            Allow = text[0] is '+',
            Type = text[1..2],
            Major = parts.Length == 3 && parts[0] is not "*" ? long.Parse(parts[0]) : null,
            Minor = parts.Length == 3 && parts[1] is not "*" ? long.Parse(parts[1]) : null,
            Access = parts.Length == 3 ? parts[2] : "rwm",
        });
    }
}
