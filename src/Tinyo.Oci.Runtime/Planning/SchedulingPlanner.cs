using Tinyo.Oci.Linux.Scheduling;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Plans how a program is scheduled and where its memory lies, in the kernel's numbers.</summary>
internal static class SchedulingPlanner
{
    private const int BitsPerWord = 64;
    private const int MostNodes = 1024;

    internal static SchedulerAttributes? Scheduler(LinuxScheduler? scheduler)
    {
        if (scheduler is null)
        {
            return null;
        }

        var flags = 0UL;
        foreach (var flag in scheduler.Flags)
        {
            flags |= SchedulerFlag(flag);
        }

        return new SchedulerAttributes(
            Policy(scheduler.Policy),
            flags,
            scheduler.Nice ?? 0,
            (uint)(scheduler.Priority ?? 0),
            scheduler.Runtime ?? 0,
            scheduler.Deadline ?? 0,
            scheduler.Period ?? 0);
    }

    // IOPRIO_PRIO_VALUE of linux/ioprio.h.
    internal static int? IoPriority(LinuxIoPriority? priority) => priority is null ? null : (priority.Class switch
    {
        "IOPRIO_CLASS_RT" => 1,
        "IOPRIO_CLASS_BE" => 2,
        "IOPRIO_CLASS_IDLE" => 3,
        _ => throw new OciException($"process.ioPriority.class: unknown class '{priority.Class}'"),
    } << 13) | (priority.Priority & 0x1FFF);

    internal static uint? Personality(LinuxPersonality? personality) => personality?.Domain switch
    {
        null => null,
        "LINUX" => 0x0000,
        "LINUX32" => 0x0008,
        _ => throw new OciException($"linux.personality.domain: unknown domain '{personality.Domain}'"),
    };

    internal static MemoryPolicy? MemoryPolicy(LinuxMemoryPolicy? policy)
    {
        if (policy is null)
        {
            return null;
        }

        var mode = MemoryMode(policy.Mode);
        foreach (var flag in policy.Flags)
        {
            mode |= MemoryFlag(flag);
        }

        return new MemoryPolicy(mode, Nodes(policy.Nodes ?? ""));
    }

    private static List<ulong> Nodes(string list)
    {
        var words = new List<ulong>();
        foreach (var part in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (first, last) = Range(part);
            while (words.Count * BitsPerWord <= last)
            {
                words.Add(0);
            }

            for (var node = first; node <= last; node++)
            {
                words[node / BitsPerWord] |= 1UL << (node % BitsPerWord);
            }
        }

        return words;
    }

    private static (int First, int Last) Range(string part)
    {
        var dash = part.IndexOf('-');
        var (from, to) = dash < 0 ? (part, part) : (part[..dash], part[(dash + 1)..]);
        return int.TryParse(from, out var first) && int.TryParse(to, out var last) && first >= 0 && first <= last && last < MostNodes
            ? (first, last)
            : throw new OciException($"linux.memoryPolicy.nodes: '{part}' is not a node below {MostNodes}, or a range of them");
    }

    private static uint Policy(string name) => name switch
    {
        "SCHED_OTHER" => 0,
        "SCHED_FIFO" => 1,
        "SCHED_RR" => 2,
        "SCHED_BATCH" => 3,
        "SCHED_ISO" => 4,
        "SCHED_IDLE" => 5,
        "SCHED_DEADLINE" => 6,
        _ => throw new OciException($"process.scheduler.policy: unknown policy '{name}'"),
    };

    private static ulong SchedulerFlag(string name) => name switch
    {
        "SCHED_FLAG_RESET_ON_FORK" => 0x01,
        "SCHED_FLAG_RECLAIM" => 0x02,
        "SCHED_FLAG_DL_OVERRUN" => 0x04,
        "SCHED_FLAG_KEEP_POLICY" => 0x08,
        "SCHED_FLAG_KEEP_PARAMS" => 0x10,
        "SCHED_FLAG_UTIL_CLAMP_MIN" => 0x20,
        "SCHED_FLAG_UTIL_CLAMP_MAX" => 0x40,
        _ => throw new OciException($"process.scheduler.flags: unknown flag '{name}'"),
    };

    private static int MemoryMode(string? name) => name switch
    {
        "MPOL_DEFAULT" => 0,
        "MPOL_PREFERRED" => 1,
        "MPOL_BIND" => 2,
        "MPOL_INTERLEAVE" => 3,
        "MPOL_LOCAL" => 4,
        "MPOL_PREFERRED_MANY" => 5,
        "MPOL_WEIGHTED_INTERLEAVE" => 6,
        _ => throw new OciException($"linux.memoryPolicy.mode: unknown mode '{name}'"),
    };

    private static int MemoryFlag(string name) => name switch
    {
        "MPOL_F_STATIC_NODES" => 1 << 15,
        "MPOL_F_RELATIVE_NODES" => 1 << 14,
        "MPOL_F_NUMA_BALANCING" => 1 << 13,
        _ => throw new OciException($"linux.memoryPolicy.flags: unknown flag '{name}'"),
    };
}
