namespace Tinyo.Oci.Runtime.Planning;

/// <summary>The cgroup that the container lives in.</summary>
public sealed record CgroupPlan
{
    /// <summary><c>cgroupsPath</c>: absolute from a hierarchy's mount, relative from the caller's own cgroup; the id when the configuration has none.</summary>
    public required string Path { get; init; }

    /// <summary>Whether the configuration named the path, so that failing to make it is an error for everybody.</summary>
    public bool Explicit { get; init; }

    /// <summary>Whether limits were asked for, which this build does not set yet.</summary>
    public bool WantsResources { get; init; }
}
