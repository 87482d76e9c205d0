using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Runtime.Cgroups;

/// <summary>Finds the machine's cgroup hierarchies: by the type of what is mounted at the usual places, else by the list of mounts.</summary>
internal static class CgroupLayout
{
    private const string Usual = "/sys/fs/cgroup";
    private const string NamedPrefix = "name=";

    /// <summary>The hierarchies of this machine, each once, in the kernel's order.</summary>
    public static IReadOnlyList<CgroupHierarchy> Detect() => Detect(
        FileSystem.TryReadText("/proc/self/cgroup") ?? "",
        FileSystem.TryTypeOf,
        static () => FileSystem.TryReadText("/proc/self/mountinfo") ?? "",
        static path => FileSystem.TryStat(path) is { IsDirectory: true });

    /// <summary>The hierarchies of a machine that is described by what its files say.</summary>
    internal static IReadOnlyList<CgroupHierarchy> Detect(
        string selfCgroup, Func<string, FileSystemMagic?> typeOf, Func<string> mountinfo, Func<string, bool> exists)
    {
        var mounts = new Lazy<IReadOnlyList<CgroupMount>>(() => CgroupMount.Parse(mountinfo()), isThreadSafe: false);
        var hierarchies = new List<CgroupHierarchy>();
        foreach (var line in selfCgroup.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split(':', 3);
            if (fields.Length == 3 && Find(fields[1], fields[2], typeOf, mounts, exists) is { } hierarchy)
            {
                hierarchies.Add(hierarchy);
            }
        }

        return hierarchies;
    }

    private static CgroupHierarchy? Find(
        string controllers, string own, Func<string, FileSystemMagic?> typeOf, Lazy<IReadOnlyList<CgroupMount>> mounts, Func<string, bool> exists)
    {
        foreach (var place in UsualPlaces(controllers))
        {
            if (typeOf(place) == (controllers.Length == 0 ? FileSystemMagic.CGROUP2_SUPER_MAGIC : FileSystemMagic.CGROUP_SUPER_MAGIC)
                && (own == "/" || exists(place + own)))
            {
                return new CgroupHierarchy(controllers, place, own);
            }
        }

        foreach (var mount in mounts.Value)
        {
            if (mount.Holds(controllers))
            {
                return new CgroupHierarchy(controllers, mount.Path, Below(mount.Root, own));
            }
        }

        return null;
    }

    private static IEnumerable<string> UsualPlaces(string controllers)
    {
        if (controllers.Length == 0)
        {
            return [Usual, $"{Usual}/unified"];
        }

        if (controllers.StartsWith(NamedPrefix, StringComparison.Ordinal))
        {
            return [$"{Usual}/{controllers[NamedPrefix.Length..]}"];
        }

        var first = controllers.IndexOf(',', StringComparison.Ordinal);
        return first < 0 ? [$"{Usual}/{controllers}"] : [$"{Usual}/{controllers}", $"{Usual}/{controllers[..first]}"];
    }

    // In a container without a cgroup namespace the kernel tells paths from the machine's root, of which the mount shows a part.
    private static string Below(string root, string own) => own switch
    {
        _ when root == "/" => own.StartsWith("/..", StringComparison.Ordinal) ? "/" : own,
        _ when own.StartsWith(root + "/", StringComparison.Ordinal) => own[root.Length..],
        _ => "/",
    };
}
