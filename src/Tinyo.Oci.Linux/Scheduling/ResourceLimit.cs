namespace Tinyo.Oci.Linux.Scheduling;

/// <summary>A resource limit by the kernel's number, see prlimit(2); <see cref="ulong.MaxValue"/> is no limit.</summary>
public readonly record struct ResourceLimit(int Resource, ulong Soft, ulong Hard);
