using System.Globalization;

namespace Tinyo.Oci.EndToEnd.Infrastructure;

/// <summary>A containers.conf for Podman that works without CAP_SYS_RESOURCE, where its default limits are above ours.</summary>
internal static class PodmanConfiguration
{
    /// <summary>Writes containers.conf into <paramref name="room"/>; its path goes into <c>CONTAINERS_CONF</c>.</summary>
    internal static string Write(string room)
    {
        var (files, processes) = (HardLimit("Max open files"), HardLimit("Max processes"));
        var path = Path.Combine(room, "containers.conf");
        File.WriteAllText(path, $"""
            [containers]
            default_ulimits = ["nofile={files}:{files}", "nproc={processes}:{processes}"]
            log_driver = "k8s-file"

            [engine]
            cgroup_manager = "cgroupfs"
            events_logger = "file"

            """);
        return path;
    }

    private static long HardLimit(string name)
    {
        var words = File.ReadLines("/proc/self/limits").Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words[1] == "unlimited" ? 1048576 : Math.Min(1048576, long.Parse(words[1], CultureInfo.InvariantCulture));
    }
}
