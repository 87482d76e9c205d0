namespace Tinyo.Oci.Runtime.State;

/// <summary>Who made a container's cgroups, and where they are.</summary>
internal sealed record CgroupRecord
{
    /// <summary>The manager of a container that stays in its caller's cgroups.</summary>
    public const string DisabledManager = "disabled";

    /// <summary>The manager that makes directories in the cgroup file systems.</summary>
    public const string FileSystemManager = "cgroupfs";

    /// <summary>The manager that has systemd make them.</summary>
    public const string SystemdManager = "systemd";

    /// <summary>No cgroup of its own.</summary>
    public static CgroupRecord None { get; } = new() { Manager = DisabledManager };

    /// <summary>Who made the cgroups.</summary>
    public required string Manager { get; init; }

    /// <summary>The unit of systemd that they belong to; null without one.</summary>
    public string? Unit { get; init; }

    /// <summary>Whether that systemd is a user's, not the machine's.</summary>
    public bool IsUsers { get; init; }

    /// <summary>The cgroup in each hierarchy; none while systemd has yet to make them.</summary>
    public IReadOnlyList<CgroupDirectory> Directories { get; init; } = [];
}
