using System.Text;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Procfs;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Writes the id maps of a new user namespace from outside, see user_namespaces(7).</summary>
internal static class IdMaps
{
    /// <summary>Writes both maps, by the setuid programs for it where this user may not.</summary>
    /// <param name="pid">A process in the namespace, as /proc calls it.</param>
    /// <param name="users">The users.</param>
    /// <param name="groups">The groups.</param>
    internal static void Write(int pid, IReadOnlyList<LinuxIdMapping> users, IReadOnlyList<LinuxIdMapping> groups)
    {
        var (uid, gid) = (ThreadCredentials.Euid, ThreadCredentials.Egid);
        if (uid == 0 || IsOnly(users, uid))
        {
            Write($"/proc/{pid}/uid_map", Lines(users, '\n'));
        }
        else
        {
            IdMapProgram.Run("newuidmap", "/etc/subuid", pid, Lines(users, ' '));
        }

        if (uid == 0)
        {
            Write($"/proc/{pid}/gid_map", Lines(groups, '\n'));
        }
        else if (IsOnly(groups, gid))
        {
            // Without privilege over the parent namespace the kernel wants setgroups(2) given up before it takes a group map.
            Write($"/proc/{pid}/setgroups", "deny");
            Write($"/proc/{pid}/gid_map", Lines(groups, '\n'));
        }
        else
        {
            IdMapProgram.Run("newgidmap", "/etc/subgid", pid, Lines(groups, ' '));
        }
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

    // What any user may map: oneself, to whomever.
    private static bool IsOnly(IReadOnlyList<LinuxIdMapping> mappings, uint id) =>
        mappings is [{ Size: 1 } only] && only.HostID == id;

    private static void Write(string path, string text)
    {
        using var proc = ProcDirectory.Open();
        switch (proc.TryWrite(path["/proc/".Length..], text))
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

    private static string Lines(IReadOnlyList<LinuxIdMapping> mappings, char end)
    {
        var lines = new StringBuilder();
        foreach (var mapping in mappings)
        {
            lines.Append(mapping.ContainerID).Append(' ').Append(mapping.HostID).Append(' ').Append(mapping.Size).Append(end);
        }

        return lines.ToString();
    }
}
