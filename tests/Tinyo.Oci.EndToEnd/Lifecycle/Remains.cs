using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Lifecycle;

/// <summary>All that belongs to a running container at one moment: what joins it later must leave it like that.</summary>
internal sealed class Remains(string id, HostProcess init, string stateRoot)
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(3);

    private readonly string[] _before = Look(id, init, stateRoot);

    /// <summary>Fails the test when, after a short grace, there is more or less.</summary>
    internal async Task ShouldBeAll()
    {
        var now = Look(id, init, stateRoot);
        for (var deadline = DateTime.UtcNow + s_grace; !now.SequenceEqual(_before) && DateTime.UtcNow < deadline; now = Look(id, init, stateRoot))
        {
            await Task.Delay(20);
        }

        now.Should().BeEquivalentTo(_before);
    }

    private static string[] Look(string id, HostProcess init, string stateRoot) =>
        [.. Processes(id, init).Concat(Cgroups(id)).Concat(Files(Path.Combine(stateRoot, id))).Concat(Descriptors(init)).Append(init.Read("mountinfo")).Order(StringComparer.Ordinal)];

    // A zombie's cgroup may be forgotten already, but not whose it is to bury.
    private static IEnumerable<string> Processes(string id, HostProcess init) =>
        from process in HostProcess.All()
        where process.Cgroups.Contains(id) || process.CommandLine.Contains(id) || process.StatusLine("PPid") == $"{init.Pid}"
        select $"process {process.Pid} {process.CommandLine.Replace('\0', ' ')}";

    private static IEnumerable<string> Cgroups(string id) =>
        from path in Directory.EnumerateDirectories("/sys/fs/cgroup", "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint })
        where path.Contains(id)
        select $"cgroup {path}";

    private static IEnumerable<string> Files(string directory) => Directory.EnumerateFileSystemEntries(directory).Select(path => $"state {path}");

    private static IEnumerable<string> Descriptors(HostProcess init) =>
        Directory.EnumerateFileSystemEntries($"/proc/{init.Pid}/fd").Select(path => $"descriptor {path} {new FileInfo(path).LinkTarget}");
}
