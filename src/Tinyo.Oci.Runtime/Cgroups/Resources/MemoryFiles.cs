using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups.Resources;

/// <summary>Memory: limits of 0 are unset, as Go has it.</summary>
internal static class MemoryFiles
{
    private const string At = "linux.resources.memory";
    private const string Controller = "memory";
    private const string NoSwap = "swap is not accounted for";

    public static void Plan(LinuxMemory memory, bool isV2, ResourcePlan plan)
    {
        if ((memory.Kernel ?? memory.KernelTCP ?? 0) is not 0)
        {
            plan.Warn("Kernel memory settings are ignored and will be removed");
        }

        if (isV2)
        {
            V2(memory, plan);
        }
        else
        {
            V1(memory, plan);
        }
    }

    // The limit may not pass that of memory and swap, so raising begins with the latter, lowering with the former.
    private static void V1(LinuxMemory memory, ResourcePlan plan)
    {
        if (memory.UseHierarchy is { } hierarchy)
        {
            plan.Add(new ResourceWrite($"{At}.useHierarchy", Controller, "memory.use_hierarchy", hierarchy ? "1" : "0")
            {
                IsOptional = true,
                OnRefusal = hierarchy ? Refusal.IsForgiven : Refusal.Fails,
            });
        }

        if (memory.Limit is { } limit and not 0)
        {
            plan.Add(Limit("limit", "memory.limit_in_bytes", limit) with { OnRefusal = Refusal.IsTriedAgain });
        }

        if (memory.Swap is { } swap and not 0)
        {
            plan.Add(Limit("swap", "memory.memsw.limit_in_bytes", swap) with { Lack = NoSwap });
        }
        else if (memory.Limit is -1)
        {
            plan.Add(Limit("limit", "memory.memsw.limit_in_bytes", -1) with { IsOptional = true });
        }

        if (memory.Reservation is { } reservation and not 0)
        {
            plan.Add($"{At}.reservation", Controller, "memory.soft_limit_in_bytes", $"{reservation}");
        }

        if (memory.DisableOOMKiller is { } disable)
        {
            plan.Add(new ResourceWrite($"{At}.disableOOMKiller", Controller, "memory.oom_control", disable ? "1" : "0") { IsOptional = !disable });
        }

        if (memory.Swappiness is { } swappiness)
        {
            plan.Add($"{At}.swappiness", Controller, "memory.swappiness", $"{swappiness}");
        }
    }

    private static ResourceWrite Limit(string name, string file, long value) => new($"{At}.{name}", Controller, file, $"{value}")
    {
        UsageFile = name is "swap" ? "memory.memsw.usage_in_bytes" : "memory.usage_in_bytes",
        PeakFile = name is "swap" ? "memory.memsw.max_usage_in_bytes" : "memory.max_usage_in_bytes",
    };

    private static void V2(LinuxMemory memory, ResourcePlan plan)
    {
        if (memory.DisableOOMKiller is true)
        {
            throw new OciException("cannot disable OOM killer with cgroupv2: leave out linux.resources.memory.disableOOMKiller");
        }

        WarnOfV1(memory, plan);
        if (memory.CheckBeforeUpdate is true)
        {
            CheckUsage(memory, plan);
        }

        // Swap first: a lower memory limit must find as little swap as there will be.
        if (CgroupConversions.Swap(memory.Swap, memory.Limit) is { } swap)
        {
            plan.Add(new ResourceWrite($"{At}.swap", Controller, "memory.swap.max", CgroupConversions.OrMax(swap))
            {
                IsOptional = swap <= 0,
                Lack = NoSwap,
            });
        }

        if (memory.Limit is { } limit and not 0)
        {
            plan.Add($"{At}.limit", Controller, "memory.max", CgroupConversions.OrMax(limit));
        }

        if (memory.Reservation is { } reservation and not 0)
        {
            plan.Add($"{At}.reservation", Controller, "memory.low", CgroupConversions.OrMax(reservation));
        }
    }

    private static void WarnOfV1(LinuxMemory memory, ResourcePlan plan)
    {
        if (memory.Swappiness is not null)
        {
            plan.Warn($"{At}.swappiness has no effect: cgroup v2 has no such setting");
        }

        if (memory.UseHierarchy is false)
        {
            plan.Warn($"{At}.useHierarchy has no effect: in cgroup v2 child cgroups always count");
        }
    }

    private static void CheckUsage(LinuxMemory memory, ResourcePlan plan)
    {
        if (memory.Swap is > 0 and var swap)
        {
            plan.UsageLimits.Add(new UsageLimit(Controller, "memory.current", swap, "memory+swap limit"));
        }

        if (memory.Limit is > 0 and var limit)
        {
            plan.UsageLimits.Add(new UsageLimit(Controller, "memory.current", limit, "memory limit"));
        }
    }
}
