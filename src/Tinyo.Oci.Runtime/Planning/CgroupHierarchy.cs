namespace Tinyo.Oci.Runtime.Planning;

/// <summary>One cgroup tree of the host.</summary>
public sealed record CgroupHierarchy
{
    /// <summary>1, or 2 for the unified one.</summary>
    public required int Version { get; init; }

    /// <summary>What it controls, as <c>cpu</c> and <c>cpuacct</c>, or <c>name=systemd</c>; none for version 2.</summary>
    public IReadOnlyList<string> Controllers { get; init; } = [];

    /// <summary>Where the caller sees it.</summary>
    public required string MountPoint { get; init; }

    /// <summary>The caller's own cgroup, below <see cref="MountPoint"/>.</summary>
    public required string OwnPath { get; init; }

    /// <summary>The host path of a container's cgroup, from <see cref="CgroupPlan.Path"/>.</summary>
    /// <remarks>In version 2 a cgroup that holds processes can't hand controllers down, so a relative path begins beside the caller's own cgroup.</remarks>
    public string Locate(string cgroupPath)
    {
        if (cgroupPath.StartsWith('/'))
        {
            return ContainerPath.Below(MountPoint, cgroupPath);
        }

        var start = Version is 2 ? ContainerPath.Parent(OwnPath) : OwnPath;
        return ContainerPath.Below(ContainerPath.Below(MountPoint, start), cgroupPath);
    }
}
