namespace Tinyo.Oci.Spec;

/// <summary>Cgroup managers and versions.</summary>
public sealed record CgroupFeatures
{
    /// <summary>Cgroup v1.</summary>
    public bool? V1 { get; init; }

    /// <summary>Cgroup v2.</summary>
    public bool? V2 { get; init; }

    /// <summary>systemd's manager as root.</summary>
    public bool? Systemd { get; init; }

    /// <summary>systemd's manager of a user.</summary>
    public bool? SystemdUser { get; init; }

    /// <summary>The RDMA controller.</summary>
    public bool? Rdma { get; init; }
}
