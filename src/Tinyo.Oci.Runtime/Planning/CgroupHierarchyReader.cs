using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Finds the mounted cgroup trees.</summary>
internal static class CgroupHierarchyReader
{
    private const string Root = "/sys/fs/cgroup";

    /// <summary>Reads the trees and the caller's place in each.</summary>
    internal static IReadOnlyList<CgroupHierarchy> Read()
    {
        var membership = FileSystem.TryReadText("/proc/self/cgroup") ?? "";
        return IsUnified()
            ? [new CgroupHierarchy { Version = 2, MountPoint = Root, OwnPath = OwnUnifiedPath(membership) }]
            : Parse(FileSystem.TryReadText("/proc/self/mountinfo") ?? "", membership);
    }

    /// <summary>Reads <c>/proc/self/mountinfo</c> and <c>/proc/self/cgroup</c>, see proc(5) and cgroups(7).</summary>
    internal static IReadOnlyList<CgroupHierarchy> Parse(string mountInfo, string membership)
    {
        var mounts = CgroupLines(mountInfo);
        var hierarchies = new List<CgroupHierarchy>();
        foreach (var line in membership.Split('\n'))
        {
            if (line.Split(':', 3) is [_, var controllers, var path] && FindMount(mounts, controllers) is var (root, mountPoint))
            {
                hierarchies.Add(new CgroupHierarchy
                {
                    Version = controllers is "" ? 2 : 1,
                    Controllers = controllers is "" ? [] : controllers.Split(','),
                    MountPoint = mountPoint,
                    OwnPath = BelowMount(root, path),
                });
            }
        }

        return hierarchies;
    }

    private static bool IsUnified()
    {
        if (FileSystem.TryOpen(Root, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, out var directory) is not Errno.None)
        {
            return false;
        }

        using (directory)
        {
            return FileSystem.TypeOf(directory) is FileSystemMagic.CGROUP2_SUPER_MAGIC;
        }
    }

    private static string OwnUnifiedPath(string membership)
    {
        foreach (var line in membership.Split('\n'))
        {
            if (line.StartsWith("0::", StringComparison.Ordinal))
            {
                return ContainerPath.Clean(line[3..]);
            }
        }

        return "/";
    }

    private static List<string> CgroupLines(string mountInfo)
    {
        var lines = new List<string>();
        foreach (var line in mountInfo.AsSpan().EnumerateLines())
        {
            if (line.Contains(" - cgroup", StringComparison.Ordinal))
            {
                lines.Add(line.ToString());
            }
        }

        return lines;
    }

    // 36 35 98:0 /root /mount/point options [fields] - type source superoptions
    private static (string Root, string MountPoint)? FindMount(List<string> mounts, string controllers)
    {
        foreach (var line in mounts)
        {
            var end = line.IndexOf(" - ", StringComparison.Ordinal);
            if (end < 0 || line[(end + 3)..].Split(' ') is not [var type, _, var options])
            {
                continue;
            }

            var isIt = controllers is "" ? type is "cgroup2" : type is "cgroup" && HasAll(options, controllers);
            if (isIt && line[..end].Split(' ') is [_, _, _, var root, var mountPoint, ..])
            {
                return (root, mountPoint);
            }
        }

        return null;
    }

    private static bool HasAll(string options, string controllers)
    {
        var have = options.Split(',');
        foreach (var controller in controllers.Split(','))
        {
            if (Array.IndexOf(have, controller) < 0)
            {
                return false;
            }
        }

        return true;
    }

    // Inside a container without a cgroup namespace the mount shows only a part of the tree that the path is of.
    private static string BelowMount(string root, string path) =>
        root is "/" ? ContainerPath.Clean(path)
        : ContainerPath.IsWithin(path, root) ? ContainerPath.Clean(path[root.Length..])
        : "/";
}
