using Tinyo.Oci.Runtime.Systemd;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>The cgroup that the container lives in.</summary>
public sealed record CgroupPlan
{
    /// <summary><c>cgroupsPath</c>: absolute from a hierarchy's mount, relative from the caller's own cgroup; the id when the configuration has none.</summary>
    public required string Path { get; init; }

    /// <summary>Whether the configuration named the path, so that failing to make it is an error for everybody.</summary>
    public bool Explicit { get; init; }

    /// <summary>Who on the host may make cgroups below it, on a host of version 2; null for nobody else.</summary>
    public uint? Owner { get; init; }

    /// <summary>The unit that systemd is to make; null when it is not asked. The path is then where its cgroup is expected.</summary>
    public UnitName? Unit { get; init; }

    /// <summary>The limits; for the caller, who sets them: init does not get them.</summary>
    public LinuxResources? Resources { get; init; }
}
