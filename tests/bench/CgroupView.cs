namespace Tinyo.Oci.Bench;

/// <summary>The cgroup tree as all contenders see it.</summary>
internal static class CgroupView
{
    private static readonly List<string[]> s_mounts = [.. File.ReadLines("/proc/self/mounts").Select(line => line.Split(' '))];

    /// <summary>Where the hierarchies of version 1 are mounted.</summary>
    public static IReadOnlyList<string> Version1 { get; } = [.. s_mounts.Where(mount => mount[2] == "cgroup").Select(mount => mount[1])];

    /// <summary>Whether a container's memory can be limited.</summary>
    public static bool HasMemory { get; } = Version1.Any(path => path.EndsWith("/memory", StringComparison.Ordinal))
        || (File.Exists("/sys/fs/cgroup/cgroup.controllers") && File.ReadAllText("/sys/fs/cgroup/cgroup.controllers").Contains("memory"));

    /// <summary>In words.</summary>
    public static string Description { get; } = Version1.Count switch
    {
        0 => "cgroup v2",
        var count when s_mounts.Any(mount => mount[2] == "cgroup2") => $"{count} cgroup v1 hierarchies beside v2",
        var count => $"{count} cgroup v1 hierarchies",
    };
}
