using System.Runtime.InteropServices;

namespace Tinyo.Oci.Linux.Scheduling;

/// <summary>When and where a process runs, and how much it may use.</summary>
public static unsafe class Scheduler
{
    internal const int IOPRIO_WHO_PGRP = 2;

    /// <summary>CPUs that the kernel can be built for.</summary>
    internal const int MostCpus = 8192;

    [StructLayout(LayoutKind.Sequential)]
    internal struct SchedAttr
    {
        internal uint Size;
        internal uint Policy;
        internal ulong Flags;
        internal int Nice;
        internal uint Priority;
        internal ulong Runtime;
        internal ulong Deadline;
        internal ulong Period;
    }

    /// <summary>Sets this thread's scheduling, see sched_setattr(2).</summary>
    public static void Set(SchedulerAttributes attributes)
    {
        var raw = Raw(attributes);
        LinuxException.ThrowIfFailed(Libc.Syscall(SystemCall.SchedSetattr, 0, (nint)(&raw), 0), "sched_setattr", $"policy {attributes.Policy}");
    }

    /// <summary>Attributes in the kernel's form.</summary>
    internal static SchedAttr Raw(SchedulerAttributes attributes) => new()
    {
        Size = (uint)sizeof(SchedAttr),
        Policy = attributes.Policy,
        Flags = attributes.Flags,
        Nice = attributes.Nice,
        Priority = attributes.Priority,
        Runtime = attributes.Runtime,
        Deadline = attributes.Deadline,
        Period = attributes.Period,
    };

    /// <summary>Sets the I/O priority of this process's group, see ioprio_set(2).</summary>
    public static void SetIoPriority(int priority) =>
        LinuxException.ThrowIfFailed(Libc.Syscall(SystemCall.IoprioSet, IOPRIO_WHO_PGRP, 0, priority), "ioprio_set", $"{priority:x}");

    /// <summary>Lets this thread run on the CPUs of a mask.</summary>
    public static void SetAffinity(ReadOnlySpan<byte> cpus)
    {
        fixed (byte* mask = cpus)
        {
            LinuxException.ThrowIfFailed(Libc.SchedSetAffinity(0, (nuint)cpus.Length, mask), "sched_setaffinity", "the CPUs to begin on");
        }
    }

    /// <summary>Lets this thread run on every CPU that its cgroup allows, whatever the caller was pinned to.</summary>
    public static void ResetAffinity()
    {
        const int Size = MostCpus / 8;
        var mask = stackalloc byte[Size];
        new Span<byte>(mask, Size).Fill(0xff);
        _ = Libc.SchedSetAffinity(0, Size, mask); // best effort, as a cpuset without CPUs refuses
    }

    /// <summary>Sets this thread's NUMA policy, see set_mempolicy(2).</summary>
    public static void SetMemoryPolicy(MemoryPolicy policy)
    {
        var nodes = stackalloc ulong[policy.Nodes.Count + 1];
        for (var i = 0; i < policy.Nodes.Count; i++)
        {
            nodes[i] = policy.Nodes[i];
        }

        // The kernel reads one bit less than it is told.
        var bits = policy.Nodes.Count == 0 ? 0 : policy.Nodes.Count * 64 + 1;
        LinuxException.ThrowIfFailed(Libc.Syscall(SystemCall.SetMempolicy, policy.Mode, bits == 0 ? 0 : (nint)nodes, bits), "set_mempolicy", $"mode {policy.Mode:x}");
    }

    /// <summary>Sets a resource limit of a process, see prlimit(2).</summary>
    public static void SetLimit(int pid, ResourceLimit limit)
    {
        var values = stackalloc ulong[2];
        (values[0], values[1]) = (limit.Soft, limit.Hard);
        LinuxException.ThrowIfFailed(Libc.Prlimit(pid, limit.Resource, values, null), "prlimit", $"resource {limit.Resource} to {limit.Soft}:{limit.Hard}");
    }
}
