using Tinyo.Oci.Runtime.Cgroups.Resources;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;
using Tinyo.Oci.Tests.Support;

namespace Tinyo.Oci.Tests.Cgroups.Resources;

/// <summary>An ordinary directory stands in for the cgroup.</summary>
public sealed class CurrentLimitsSpecs : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData("50000 200000", 20000L, null, 20000L, 200000UL)]
    [InlineData("50000 200000", null, 100000UL, 50000L, 100000UL)]
    [InlineData("max 200000", null, 100000UL, -1L, 100000UL)]
    [InlineData("50000 200000", 1L, 2UL, 1L, 2UL)]
    [InlineData("50000 200000", null, null, null, null)]
    public void A_quota_and_its_period_belong_together(string file, long? quota, ulong? period, long? expectedQuota, ulong? expectedPeriod)
    {
        File.WriteAllText(_temporary.File("cgroup.controllers"), "cpu\n");
        File.WriteAllText(_temporary.File("cpu.max"), file + "\n");

        var cpu = CurrentLimits.WithQuota(new LinuxResources { Cpu = new LinuxCpu { Quota = quota, Period = period } }, Layout("")).Cpu!;

        (cpu.Quota, cpu.Period).Should().Be((expectedQuota, expectedPeriod));
    }

    [Fact]
    public void Version_1_keeps_them_in_two_files()
    {
        File.WriteAllText(_temporary.File("cpu.cfs_quota_us"), "-1\n");
        File.WriteAllText(_temporary.File("cpu.cfs_period_us"), "100000\n");

        var cpu = CurrentLimits.WithQuota(new LinuxResources { Cpu = new LinuxCpu { Period = 50000 } }, Layout("cpu,cpuacct")).Cpu!;

        (cpu.Quota, cpu.Period).Should().Be((-1L, 50000UL));
    }

    private CgroupLayout Layout(string controllers) =>
        new(new CgroupRecord { Manager = "systemd", Directories = [new CgroupDirectory(controllers, _temporary.Path, _temporary.Path)] });
}
