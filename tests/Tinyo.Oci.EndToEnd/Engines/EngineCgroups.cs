namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>The cgroup that an engine puts its containers under: a runtime removes the containers', and nobody the one above.</summary>
internal static class EngineCgroups
{
    private const string Top = "/sys/fs/cgroup";

    /// <summary>Removes the cgroup <paramref name="name"/> from every hierarchy, after what has been left below it.</summary>
    internal static async Task Remove(string name)
    {
        foreach (var cgroup in Directory.EnumerateDirectories(Top).Append(Top).Select(path => Path.Combine(path, name)).Where(Directory.Exists))
        {
            foreach (var below in Directory.EnumerateDirectories(cgroup).Append(cgroup))
            {
                await RemoveOne(below);
            }
        }
    }

    // conmon, which is in one of them, takes a moment to end.
    private static async Task RemoveOne(string cgroup)
    {
        for (var tries = 0; Directory.Exists(cgroup); tries++)
        {
            try
            {
                Directory.Delete(cgroup);
            }
            catch (IOException) when (tries < 50)
            {
                await Task.Delay(50);
            }
        }
    }
}
