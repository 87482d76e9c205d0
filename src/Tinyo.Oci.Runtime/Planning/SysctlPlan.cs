namespace Tinyo.Oci.Runtime.Planning;

/// <summary>A value for the file at <paramref name="Path"/> below /proc/sys.</summary>
public sealed record SysctlPlan(string Path, string Value);
