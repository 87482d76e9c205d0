using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups;

/// <summary>Finds the places of a container's cgroups, and refuses those that are in use; makes nothing.</summary>
internal static class CgroupPlacement
{
    /// <summary>The container's cgroup in every hierarchy of the host.</summary>
    public static CgroupRecord Find(CgroupPlan plan, IReadOnlyList<CgroupHierarchy> hierarchies)
    {
        if (hierarchies.Count == 0)
        {
            throw new OciException("no cgroup file system is mounted: mount one at /sys/fs/cgroup, or use --cgroup-manager disabled");
        }

        if (plan.Path.Trim('/').Length == 0 || plan.Path.Contains('\0', StringComparison.Ordinal))
        {
            throw new OciException($"linux.cgroupsPath '{plan.Path}' names no cgroup: a name below the root is expected");
        }

        var directories = new List<CgroupDirectory>(hierarchies.Count);
        foreach (var hierarchy in hierarchies)
        {
            directories.Add(Place(hierarchy, hierarchy.Locate(plan.Path)));
        }

        return new CgroupRecord { Manager = CgroupRecord.FileSystemManager, Directories = directories };
    }

    private static CgroupDirectory Place(CgroupHierarchy hierarchy, string path)
    {
        var directory = new CgroupDirectory(string.Join(',', hierarchy.Controllers), hierarchy.MountPoint, path);
        if (FileSystem.TryStat(path) is not null)
        {
            Cgroup.OpenTree(directory).ThrowUnlessUsable();
            return directory with { Claim = (ulong)Random.Shared.NextInt64(1, long.MaxValue) };
        }

        var missing = 0;
        for (var parent = Path.GetDirectoryName(path)!; IsMissing(hierarchy, parent); parent = Path.GetDirectoryName(parent)!)
        {
            missing++;
        }

        return directory with { OwnParents = missing };
    }

    private static bool IsMissing(CgroupHierarchy hierarchy, string parent) =>
        parent.Length > hierarchy.MountPoint.Length && FileSystem.TryStat(parent) is null;
}
