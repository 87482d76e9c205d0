namespace Tinyo.Oci.Runtime.Planning;

/// <summary>How far a clock, <c>monotonic</c> or <c>boottime</c>, is moved, see time_namespaces(7).</summary>
public sealed record TimeOffsetPlan(string Clock, long Seconds, uint Nanoseconds);
