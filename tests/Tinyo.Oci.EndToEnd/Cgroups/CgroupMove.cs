using System.Globalization;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Cgroups;

/// <summary>Moves processes between cgroups, in every hierarchy that is mounted.</summary>
internal static class CgroupMove
{
    private static readonly string[] s_cpusetFiles = ["cpuset.cpus", "cpuset.mems"];

    /// <summary>The cgroups of a process.</summary>
    internal static string[] Directories(HostProcess process) =>
    [
        .. from line in process.Cgroups.Split('\n', StringSplitOptions.RemoveEmptyEntries)
           let words = line.Split(':', 3)
           let directory = $"{Root(words[1])}{words[2]}"
           where Directory.Exists(directory)
           select directory,
    ];

    /// <summary>Moves a process into each of some cgroups.</summary>
    internal static void Of(HostProcess process, IEnumerable<string> directories)
    {
        foreach (var directory in directories.ToArray())
        {
            FillCpuset(directory);
            File.WriteAllText($"{directory}/cgroup.procs", process.Pid.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static string Root(string controllers) => controllers.Length > 0 ? $"/sys/fs/cgroup/{controllers.Replace("name=", "")}"
        : File.Exists("/sys/fs/cgroup/cgroup.controllers") ? "/sys/fs/cgroup"
        : "/sys/fs/cgroup/unified";

    // A new one of version 1 has none, and can't be entered so.
    private static void FillCpuset(string directory)
    {
        foreach (var name in s_cpusetFiles.Where(name => File.Exists($"{directory}/{name}") && !File.Exists($"{directory}/cgroup.controllers")))
        {
            if (string.IsNullOrWhiteSpace(File.ReadAllText($"{directory}/{name}")))
            {
                File.WriteAllText($"{directory}/{name}", File.ReadAllText($"{Path.GetDirectoryName(directory)}/{name}"));
            }
        }
    }
}
