namespace Tinyo.Oci.Runtime.Cgroups.Statistics;

/// <summary>Time lost to waiting: percent of the last seconds, and microseconds in all.</summary>
/// <param name="Average10">Of the last 10 seconds.</param>
/// <param name="Average60">Of the last 60 seconds.</param>
/// <param name="Average300">Of the last 300 seconds.</param>
/// <param name="Total">In all.</param>
public readonly record struct Pressure(double Average10, double Average60, double Average300, ulong Total);
