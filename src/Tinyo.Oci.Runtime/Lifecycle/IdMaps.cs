using System.Text;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Writes the id maps of a new user namespace from outside, see user_namespaces(7).</summary>
internal static class IdMaps
{
    internal static void Write(int pid, NamespacePlan plan)
    {
        // Without privilege over the parent namespace the kernel wants setgroups(2) given up before it takes a group map.
        if (ThreadCredentials.Euid != 0)
        {
            Write($"/proc/{pid}/setgroups", "deny");
        }

        Write($"/proc/{pid}/uid_map", Lines(plan.UidMappings));
        Write($"/proc/{pid}/gid_map", Lines(plan.GidMappings));
    }

    /// <summary>What an id of a process's user namespace is in this process's own; null when it is nothing there.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="map"><c>uid_map</c> or <c>gid_map</c>.</param>
    /// <param name="id">The id.</param>
    internal static uint? Outside(int pid, string map, uint id)
    {
        foreach (var line in (FileSystem.TryReadText($"/proc/{pid}/{map}") ?? "").Split('\n'))
        {
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var inside, var outside, var size]
                && uint.TryParse(inside, out var first) && uint.TryParse(outside, out var start) && uint.TryParse(size, out var count)
                && id >= first && id - first < count)
            {
                return start + (id - first);
            }
        }

        return null;
    }

    private static void Write(string path, string text)
    {
        switch (FileSystem.TryWriteText(path, text))
        {
            case Errno.None:
                return;
            case Errno.EPERM:
                throw new OciException(
                    $"write {path}: operation not permitted: mapping '{text.TrimEnd().Replace("\n", ", ", StringComparison.Ordinal)}' needs more privilege, as an unprivileged user may map only its own id");
            case var error:
                throw new LinuxException("write", $"{path} ('{text.TrimEnd().Replace("\n", ", ", StringComparison.Ordinal)}')", error);
        }
    }

    private static string Lines(IReadOnlyList<LinuxIdMapping> mappings)
    {
        var lines = new StringBuilder();
        foreach (var mapping in mappings)
        {
            lines.Append(mapping.ContainerID).Append(' ').Append(mapping.HostID).Append(' ').Append(mapping.Size).Append('\n');
        }

        return lines.ToString();
    }
}
