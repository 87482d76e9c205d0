using System.Globalization;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups.Resources;

/// <summary>Completes limits that mean something only together by those that are set by now.</summary>
internal static class CurrentLimits
{
    /// <summary>Cgroup v2 counts swap alone: what is asked for together is divided by the memory limit that is set.</summary>
    public static LinuxResources WithMemory(LinuxResources resources, CgroupLayout layout) =>
        resources.Memory is { Swap: > 0, Limit: null or 0 } memory && layout.IsV2("memory") && layout.Of("memory") is { } cgroup
            ? resources with { Memory = memory with { Limit = Number(cgroup, "memory.max") ?? -1 } }
            : resources;

    /// <summary>A quota is one of a period: systemd is told of both.</summary>
    public static LinuxResources WithQuota(LinuxResources resources, CgroupLayout layout)
    {
        if (resources.Cpu is not { } cpu || (cpu.Quota ?? 0) is 0 == (cpu.Period ?? 0) is 0 || layout.Of("cpu") is not { } cgroup)
        {
            return resources;
        }

        var (quota, period) = Quota(cgroup);
        return resources with { Cpu = cpu with { Quota = cpu.Quota is null or 0 ? quota : cpu.Quota, Period = cpu.Period is null or 0 ? period : cpu.Period } };
    }

    /// <summary>The number that a file of a cgroup holds; null when it holds none.</summary>
    public static long? Number(CgroupDirectory cgroup, string file) => Number(FileSystem.TryReadText($"{cgroup.Path}/{file}"));

    private static (long? Quota, ulong? Period) Quota(CgroupDirectory cgroup)
    {
        if (!cgroup.IsV2)
        {
            return (Number(cgroup, "cpu.cfs_quota_us"), (ulong?)Number(cgroup, "cpu.cfs_period_us"));
        }

        var words = FileSystem.TryReadText($"{cgroup.Path}/cpu.max")?.Split(' ') ?? [];
        return words is [var quota, var period] ? (Number(quota) ?? -1, (ulong?)Number(period)) : (null, null);
    }

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) ? number : null;
}
