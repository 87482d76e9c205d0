namespace Tinyo.Oci.Runtime.State;

/// <summary>Who made a container's cgroups, and where they are.</summary>
internal sealed record CgroupRecord
{
    /// <summary>The manager of a container that stays in its caller's cgroups.</summary>
    public const string DisabledManager = "disabled";

    /// <summary>The manager that makes directories in the cgroup file systems.</summary>
    public const string FileSystemManager = "cgroupfs";

    /// <summary>No cgroup of its own.</summary>
    public static CgroupRecord None { get; } = new() { Manager = DisabledManager };

    /// <summary>Who made the cgroups.</summary>
    public required string Manager { get; init; }

    /// <summary>The cgroup in each hierarchy.</summary>
    public IReadOnlyList<CgroupDirectory> Directories { get; init; } = [];
}
