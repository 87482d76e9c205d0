using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups.Resources;

/// <summary>CPU time and placement: numbers of 0 are unset, as Go has it, but for the burst and for idle.</summary>
internal static class CpuFiles
{
    private const string At = "linux.resources.cpu";
    private const string Controller = "cpu";
    private const ulong FewestShares = 2;
    private const ulong MostShares = 262_144;

    public static void Plan(LinuxCpu cpu, bool isV2, ResourcePlan plan)
    {
        if (cpu.Idle is { } idle)
        {
            plan.Add($"{At}.idle", Controller, "cpu.idle", $"{idle}");
        }

        Shares(cpu, isV2, plan);
        if (isV2)
        {
            V2(cpu, plan);
        }
        else
        {
            V1(cpu, plan);
        }
    }

    public static void PlanSet(LinuxCpu cpu, ResourcePlan plan)
    {
        if (cpu.Cpus is { Length: > 0 } cpus)
        {
            plan.Add($"{At}.cpus", "cpuset", "cpuset.cpus", cpus);
        }

        if (cpu.Mems is { Length: > 0 } mems)
        {
            plan.Add($"{At}.mems", "cpuset", "cpuset.mems", mems);
        }
    }

    private static void Shares(LinuxCpu cpu, bool isV2, ResourcePlan plan)
    {
        if (cpu.Shares is not { } shares || shares is 0)
        {
            return;
        }

        if (cpu.Idle is not (null or 0))
        {
            plan.Warn($"{At}.shares has no effect: the cgroup is idle");
        }
        else if (isV2)
        {
            plan.Add($"{At}.shares", Controller, "cpu.weight", $"{CgroupConversions.CpuWeight(shares)}");
        }
        else
        {
            // The kernel would take the nearest in its place, and not say so.
            plan.Add($"{At}.shares", Controller, "cpu.shares", shares switch
            {
                < FewestShares => throw new OciException($"{At}.shares: found {shares}, the minimum allowed cpu-shares is {FewestShares}"),
                > MostShares => throw new OciException($"{At}.shares: found {shares}, the maximum allowed cpu-shares is {MostShares}"),
                _ => $"{shares}",
            });
        }
    }

    // What fits depends on the others, new and old: whatever is refused is tried again at the end.
    private static void V1(LinuxCpu cpu, ResourcePlan plan)
    {
        AddUnlessZero(plan, "period", "cpu.cfs_period_us", (long?)cpu.Period);
        Burst(cpu, "cpu.cfs_burst_us", plan);
        AddUnlessZero(plan, "quota", "cpu.cfs_quota_us", cpu.Quota);
        AddUnlessZero(plan, "realtimePeriod", "cpu.rt_period_us", (long?)cpu.RealtimePeriod);
        AddUnlessZero(plan, "realtimeRuntime", "cpu.rt_runtime_us", cpu.RealtimeRuntime);
    }

    private static void AddUnlessZero(ResourcePlan plan, string name, string file, long? value)
    {
        if (value is not (null or 0))
        {
            plan.Add(new ResourceWrite($"{At}.{name}", Controller, file, $"{value}")
            {
                OnRefusal = Refusal.IsTriedAgain,
                Lack = name.StartsWith("realtime", StringComparison.Ordinal) ? "CPU time for real-time processes is not divided" : null,
            });
        }
    }

    private static void Burst(LinuxCpu cpu, string file, ResourcePlan plan)
    {
        if (cpu.Burst is { } burst)
        {
            plan.Add(new ResourceWrite($"{At}.burst", Controller, file, $"{burst}")
            {
                OnRefusal = Refusal.IsTriedAgain,
                IsOptional = burst is 0,
            });
        }
    }

    private static void V2(LinuxCpu cpu, ResourcePlan plan)
    {
        if ((cpu.RealtimeRuntime ?? 0) is not 0 || (cpu.RealtimePeriod ?? 0) is not 0)
        {
            plan.Warn($"{At}.realtimeRuntime and realtimePeriod have no effect: cgroup v2 does not divide real-time CPU time");
        }

        Burst(cpu, "cpu.max.burst", plan);
        var quota = cpu.Quota is { } given and not 0 ? CgroupConversions.OrMax(given) : null;
        var period = cpu.Period is { } wanted and not 0 ? $"{wanted}" : null;
        if (quota is not null)
        {
            // The kernel keeps the period that is left out.
            plan.Add($"{At}.quota", Controller, "cpu.max", period is null ? quota : $"{quota} {period}");
        }
        else if (period is not null)
        {
            plan.Add(new ResourceWrite($"{At}.period", Controller, "cpu.max", period) { KeepsFirstWord = true });
        }
    }
}
