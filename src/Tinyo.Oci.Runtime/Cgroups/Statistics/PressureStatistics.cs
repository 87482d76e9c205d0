namespace Tinyo.Oci.Runtime.Cgroups.Statistics;

/// <summary>How much time was lost to waiting for a resource; v2 only.</summary>
/// <param name="Some">When at least one process waited.</param>
/// <param name="Full">When all of them did.</param>
public sealed record PressureStatistics(Pressure Some, Pressure Full);
