namespace Tinyo.Oci.Runtime.Cgroups.Resources;

/// <summary>A limit that must not be set below what is in use: cgroup v2 would make room by killing.</summary>
/// <param name="Controller">The controller.</param>
/// <param name="File">The file that tells how much is in use.</param>
/// <param name="Limit">What must not be reached by it.</param>
/// <param name="Name">What messages call the limit.</param>
internal sealed record UsageLimit(string Controller, string File, long Limit, string Name);
