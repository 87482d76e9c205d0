using System.Globalization;

namespace Tinyo.Oci.EndToEnd.Infrastructure;

/// <summary>A containers.conf for Podman that works without CAP_SYS_RESOURCE, where its default limits are above ours.</summary>
internal static class PodmanConfiguration
{
    /// <summary>Writes containers.conf into <paramref name="room"/>; its path goes into <c>CONTAINERS_CONF</c>.</summary>
    internal static string Write(string room, string cgroupManager = "cgroupfs")
    {
        var (files, processes) = (HardLimit("Max open files", 1024), HardLimit("Max processes", 4096));
        var networks = Directory.CreateDirectory(Path.Combine(room, "networks")).FullName;
        var path = Path.Combine(room, "containers.conf");
        File.WriteAllText(path, $"""
            [containers]
            default_ulimits = ["nofile={files}:{files}", "nproc={processes}:{processes}"]
            log_driver = "k8s-file"

            [engine]
            infra_image = "localhost/tinyo-e2e:1"
            cgroup_manager = "{cgroupManager}"
            events_logger = "file"
            lock_type = "file"

            [network]
            network_config_dir = "{networks}"

            """);
        return path;
    }

    /// <summary>Writes storage.conf into <paramref name="room"/>, so that the machine's own has no say; its path goes into <c>CONTAINERS_STORAGE_CONF</c>.</summary>
    internal static string WriteStorage(string room)
    {
        var path = Path.Combine(room, "storage.conf");
        File.WriteAllText(path, $"""
            [storage]
            driver = "vfs"
            graphroot = "{room}/storage"
            runroot = "{room}/run"

            """);
        return path;
    }

    /// <summary>What the README tells to write into containers.conf.</summary>
    internal static string FromReadme()
    {
        var readme = File.ReadAllText(Path.Combine(Workspace.Repository, "README.md"));
        var start = readme.IndexOf("[engine]\n", StringComparison.Ordinal);
        return readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)].Replace("/usr/local/bin/tinyo-oci", Runtime.Binary);
    }

    // Podman lowers its own limits on the way, so that ours can still be too much: a modest number always works.
    private static long HardLimit(string name, long enough)
    {
        var words = File.ReadLines("/proc/self/limits").Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words[1] == "unlimited" ? enough : Math.Min(enough, long.Parse(words[1], CultureInfo.InvariantCulture));
    }
}
