namespace Tinyo.Oci.EndToEnd.Infrastructure;

/// <summary>What a container, or a failed try at one, must not leave behind: processes, cgroups, units of systemd, mounts, state.</summary>
internal static class Leftovers
{
    /// <summary>Environment variable that marks every process of a test: its value lies in the test's room.</summary>
    internal const string MarkerName = "TINYO_E2E";

    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_enginesGrace = TimeSpan.FromSeconds(20);

    /// <summary>Fails the test when anything of <paramref name="id"/>, or anything in <paramref name="room"/>, is left after a short grace.</summary>
    internal static Task Check(string id, string room, string stateRoot) => Check(id, room, stateRoot, s_grace);

    /// <summary>The same for an engine's container: its shim or monitor ends some time after it, and on a busy machine that is long.</summary>
    internal static Task CheckEngine(string id, string room, string stateRoot) => Check(id, room, stateRoot, s_enginesGrace);

    private static async Task Check(string id, string room, string stateRoot, TimeSpan grace)
    {
        var deadline = DateTime.UtcNow + grace;
        var left = Find(id, room, stateRoot);

        // A killed process takes a moment to go, and takes its mount namespace and cgroup with it.
        while (left.Count > 0 && DateTime.UtcNow < deadline)
        {
            await Task.Delay(20);
            left = Find(id, room, stateRoot);
        }

        left.Should().BeEmpty("container '{0}' must leave nothing behind", id);
    }

    /// <summary>Everything that is left now, one line each.</summary>
    internal static IReadOnlyList<string> Find(string id, string room, string stateRoot) =>
        [.. Processes(id, room), .. Cgroups(id), .. Units(id), .. Mounts(room), .. State(id, stateRoot)];

    private static IEnumerable<string> Processes(string id, string room) =>
        from process in HostProcess.All()
        where process.Pid != Environment.ProcessId && !process.IsZombie
        where process.Environment.Contains(room) || process.CommandLine.Contains(room) || process.Cgroups.Contains(id)
        select $"process {process.Pid}: {process.CommandLine.Replace('\0', ' ')}";

    private static IEnumerable<string> Cgroups(string id) =>
        Directory.Exists("/sys/fs/cgroup")
            ? from path in Directory.EnumerateDirectories("/sys/fs/cgroup", "*", s_everyDirectory)
              where Path.GetFileName(path).Contains(id)
              select $"cgroup {path}"
            : [];

    // A transient unit has a file for as long as systemd remembers it, failed ones too.
    private static IEnumerable<string> Units(string id) =>
        from run in (Directory.Exists("/run/user") ? Directory.EnumerateDirectories("/run/user") : []).Append("/run")
        let units = Path.Combine(run, "systemd/transient")
        where Directory.Exists(units)
        from path in Directory.EnumerateFileSystemEntries(units)
        where Path.GetFileName(path).Contains(id)
        select $"unit {path}";

    private static IEnumerable<string> Mounts(string room) =>
        from line in File.ReadLines("/proc/self/mountinfo")
        where line.Contains(room)
        select $"mount {line}";

    private static IEnumerable<string> State(string id, string stateRoot) =>
        Directory.Exists(stateRoot)
            ? from path in Directory.EnumerateFileSystemEntries(stateRoot)
              where Path.GetFileName(path).Contains(id)
              select $"state {path}"
            : [];

    private static readonly EnumerationOptions s_everyDirectory =
        new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
}
