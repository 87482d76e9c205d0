namespace Tinyo.Oci.Runtime.Cgroups.Statistics;

/// <summary>One kind of memory, in bytes.</summary>
/// <param name="Limit">The limit; the largest number for none.</param>
/// <param name="Usage">What is in use.</param>
/// <param name="Max">The most that ever was.</param>
/// <param name="Failcnt">How often the limit was met.</param>
public readonly record struct MemoryCounter(ulong Limit, ulong Usage, ulong Max, ulong Failcnt);
