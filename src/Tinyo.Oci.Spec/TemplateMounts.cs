namespace Tinyo.Oci.Spec;

/// <summary>The mounts of <see cref="SpecTemplate"/>.</summary>
internal static class TemplateMounts
{
    internal static IReadOnlyList<Mount> Default() =>
    [
        new() { Destination = "/proc", Type = "proc", Source = "proc" },
        new() { Destination = "/dev", Type = "tmpfs", Source = "tmpfs", Options = ["nosuid", "strictatime", "mode=755", "size=65536k"] },
        new()
        {
            Destination = "/dev/pts",
            Type = "devpts",
            Source = "devpts",
            Options = ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"],
        },
        new() { Destination = "/dev/shm", Type = "tmpfs", Source = "shm", Options = ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"] },
        new() { Destination = "/dev/mqueue", Type = "mqueue", Source = "mqueue", Options = ["nosuid", "noexec", "nodev"] },
        new() { Destination = "/sys", Type = "sysfs", Source = "sysfs", Options = ["nosuid", "noexec", "nodev", "ro"] },
        new()
        {
            Destination = "/sys/fs/cgroup",
            Type = "cgroup",
            Source = "cgroup",
            Options = ["nosuid", "noexec", "nodev", "relatime", "ro"],
        },
    ];

    internal static IReadOnlyList<Mount> Rootless() => [.. Default().Select(Rootless)];

    // sysfs can't be mounted without owning the network namespace, and one mapping has no other group than root's.
    private static Mount Rootless(Mount mount) => mount.Type is "sysfs"
        ? mount with { Type = "none", Source = "/sys", Options = ["rbind", "nosuid", "noexec", "nodev", "ro"] }
        : mount with { Options = [.. mount.Options.Where(option => !IsOwner(option))] };

    private static bool IsOwner(string option) =>
        option.StartsWith("gid=", StringComparison.Ordinal) || option.StartsWith("uid=", StringComparison.Ordinal);
}
