using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Finds the mounted cgroup trees.</summary>
internal static class CgroupHierarchyReader
{
    private const string Root = "/sys/fs/cgroup";
    private const string NamedPrefix = "name=";

    /// <summary>Reads the trees and the caller's place in each, in the kernel's order.</summary>
    internal static IReadOnlyList<CgroupHierarchy> Read() => ReadOf("self");

    /// <summary>Reads the trees and a process's place in each.</summary>
    internal static IReadOnlyList<CgroupHierarchy> ReadOf(string process) => Find(
        FileSystem.TryReadText($"/proc/{process}/cgroup") ?? "",
        static () => FileSystem.TryReadText("/proc/self/mountinfo") ?? "",
        FileSystem.TryTypeOf,
        static path => FileSystem.TryStat(path) is { IsDirectory: true });

    /// <summary>Reads <c>/proc/self/mountinfo</c> and <c>/proc/self/cgroup</c>, see proc(5) and cgroups(7).</summary>
    internal static IReadOnlyList<CgroupHierarchy> Parse(string mountInfo, string membership) =>
        Find(membership, () => mountInfo, static _ => null, static _ => false);

    /// <summary>Finds the trees that <c>/proc/self/cgroup</c> names: by what is mounted at the usual places, else in the list of mounts, which may be long.</summary>
    internal static IReadOnlyList<CgroupHierarchy> Find(
        string membership, Func<string> mountInfo, Func<string, FileSystemMagic?> typeOf, Func<string, bool> exists)
    {
        string[]? mounts = null;
        var unifiedOnly = typeOf(Root) is FileSystemMagic.CGROUP2_SUPER_MAGIC;
        var hierarchies = new List<CgroupHierarchy>();
        foreach (var line in membership.Split('\n'))
        {
            if (line.Split(':', 3) is not [_, var controllers, var path] || (unifiedOnly && controllers is not ""))
            {
                continue;
            }

            if (UsualPlace(controllers, path, typeOf, exists) is { } place)
            {
                hierarchies.Add(Hierarchy(controllers, place, ContainerPath.Clean(path)));
            }
            else if (FindMount(mounts ??= mountInfo().Split('\n'), controllers) is var (root, mountPoint))
            {
                hierarchies.Add(Hierarchy(controllers, mountPoint, BelowMount(root, path)));
            }
        }

        return hierarchies;
    }

    private static CgroupHierarchy Hierarchy(string controllers, string mountPoint, string ownPath) => new()
    {
        Version = controllers is "" ? 2 : 1,
        Controllers = controllers is "" ? [] : controllers.Split(','),
        MountPoint = mountPoint,
        OwnPath = ownPath,
    };

    // Where the mount shows only a part of its tree, the caller's own path is not to be found there.
    private static string? UsualPlace(string controllers, string ownPath, Func<string, FileSystemMagic?> typeOf, Func<string, bool> exists)
    {
        var wanted = controllers is "" ? FileSystemMagic.CGROUP2_SUPER_MAGIC : FileSystemMagic.CGROUP_SUPER_MAGIC;
        foreach (var place in UsualPlaces(controllers))
        {
            if (typeOf(place) == wanted && (ownPath is "/" || exists(place + ownPath)))
            {
                return place;
            }
        }

        return null;
    }

    private static string[] UsualPlaces(string controllers)
    {
        if (controllers is "")
        {
            return [Root, $"{Root}/unified"];
        }

        if (controllers.StartsWith(NamedPrefix, StringComparison.Ordinal))
        {
            return [$"{Root}/{controllers[NamedPrefix.Length..]}"];
        }

        var first = controllers.IndexOf(',', StringComparison.Ordinal);
        return first < 0 ? [$"{Root}/{controllers}"] : [$"{Root}/{controllers}", $"{Root}/{controllers[..first]}"];
    }

    // 36 35 98:0 /root /mount/point options [fields] - type source superoptions
    private static (string Root, string MountPoint)? FindMount(string[] mounts, string controllers)
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
