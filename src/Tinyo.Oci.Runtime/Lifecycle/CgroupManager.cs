namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Who makes a container's cgroups.</summary>
public enum CgroupManager
{
    /// <summary>This runtime, in the cgroup file systems.</summary>
    Cgroupfs,

    /// <summary>systemd, over D-Bus.</summary>
    Systemd,

    /// <summary>Nobody: the container stays in its caller's cgroup.</summary>
    Disabled,
}
