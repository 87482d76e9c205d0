namespace Tinyo.Oci.Linux.Scheduling;

/// <summary>What sched_setattr(2) sets: policy and flags by the kernel's numbers, times in nanoseconds.</summary>
public sealed record SchedulerAttributes(uint Policy, ulong Flags, int Nice, uint Priority, ulong Runtime, ulong Deadline, ulong Period);
