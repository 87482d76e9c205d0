namespace Tinyo.Oci.Runtime.Cgroups.Units;

/// <summary>What decides which properties a unit can have.</summary>
/// <param name="Version">systemd's major version.</param>
/// <param name="IsUnified">Whether the machine has cgroup v2 alone.</param>
internal readonly record struct SystemdHost(int Version, bool IsUnified)
{
    /// <summary>Since 240: <c>char-MAJOR</c> as a group of devices, and devices without a node below /dev/char.</summary>
    public bool KnowsDeviceNumbers => Version >= 240;

    /// <summary>Since 242: CPUQuotaPeriodUSec.</summary>
    public bool KnowsQuotaPeriod => Version >= 242;

    /// <summary>Since 244: AllowedCPUs and AllowedMemoryNodes.</summary>
    public bool KnowsCpuSets => Version >= 244;

    /// <summary>Since 253: an OOMPolicy of scopes.</summary>
    public bool KnowsOomPolicy => Version >= 253;

    /// <summary>Since 252: a CPUWeight of idle.</summary>
    public bool KnowsIdle => Version >= 252;
}
