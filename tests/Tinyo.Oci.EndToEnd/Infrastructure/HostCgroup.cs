namespace Tinyo.Oci.EndToEnd.Infrastructure;

/// <summary>The cgroups of a process, as the host's files show them.</summary>
internal static class HostCgroup
{
    /// <summary>The directory in the hierarchy of a controller of version 1; the empty name is version 2's beside them.</summary>
    internal static string Directory(HostProcess process, string controller)
    {
        var path = process.Cgroups.Split('\n').Select(line => line.Split(':', 3)).First(words => words.Length == 3 && words[1].Split(',').Contains(controller))[2];
        return controller.Length == 0 ? $"/sys/fs/cgroup/unified{path}" : $"/sys/fs/cgroup/{controller}{path}";
    }

    /// <summary>What a file there holds.</summary>
    internal static async Task<string> Value(HostProcess process, string controller, string file) =>
        (await File.ReadAllTextAsync(Path.Combine(Directory(process, controller), file))).Trim();
}
