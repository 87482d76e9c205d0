using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups;

/// <summary>Decides where a container's cgroups go, and refuses places that are in use; makes nothing.</summary>
internal static class CgroupPlanner
{
    /// <summary>The cgroup of a container in every hierarchy.</summary>
    /// <param name="layout">The machine's hierarchies.</param>
    /// <param name="cgroupsPath">The configuration's <c>linux.cgroupsPath</c>; null or empty when it asks for none.</param>
    /// <param name="name">The cgroup's name where none is asked for: the container's id.</param>
    public static CgroupRecord Plan(IReadOnlyList<CgroupHierarchy> layout, string? cgroupsPath, string name)
    {
        if (layout.Count == 0)
        {
            throw new OciException("no cgroup file system is mounted: mount one at /sys/fs/cgroup, or use --cgroup-manager disabled");
        }

        var asked = string.IsNullOrEmpty(cgroupsPath) ? name : cgroupsPath;
        var inner = Inner(asked);
        var directories = new List<CgroupDirectory>(layout.Count);
        foreach (var hierarchy in layout)
        {
            var start = asked[0] == '/' ? hierarchy.Mount : hierarchy.Mount + Beginning(hierarchy, layout.Count == 1);
            directories.Add(Place(hierarchy, $"{start}/{inner}"));
        }

        return new CgroupRecord { Manager = CgroupRecord.FileSystemManager, Directories = directories };
    }

    // Where a relative path begins. This process keeps its own cgroup of a pure v2 tree from having controllers for others
    // to share, so there the beginning is one higher.
    private static string Beginning(CgroupHierarchy hierarchy, bool alone)
    {
        var own = hierarchy.IsV2 && alone ? Path.GetDirectoryName(hierarchy.Own) ?? "/" : hierarchy.Own;
        return own == "/" ? "" : own;
    }

    // The path without ".", ".." and doubled slashes: ".." never leads above the beginning.
    private static string Inner(string asked)
    {
        var parts = new List<string>();
        foreach (var part in asked.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part != ".." && part != ".")
            {
                parts.Add(part);
            }
            else if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
        }

        return parts.Count > 0 && !asked.Contains('\0', StringComparison.Ordinal)
            ? string.Join('/', parts)
            : throw new OciException($"linux.cgroupsPath '{asked}' names no cgroup: a name below the root is expected");
    }

    private static CgroupDirectory Place(CgroupHierarchy hierarchy, string path)
    {
        var directory = new CgroupDirectory(hierarchy.Controllers, hierarchy.Mount, path);
        if (FileSystem.TryStat(path) is not null)
        {
            Cgroup.OpenTree(directory).ThrowUnlessUsable();
            return directory;
        }

        var missing = 0;
        for (var parent = Path.GetDirectoryName(path)!; IsMissing(hierarchy, parent); parent = Path.GetDirectoryName(parent)!)
        {
            missing++;
        }

        return directory with { OwnParents = missing };
    }

    private static bool IsMissing(CgroupHierarchy hierarchy, string parent) =>
        parent.Length > hierarchy.Mount.Length && FileSystem.TryStat(parent) is null;
}
