using System.Text;

namespace Tinyo.Oci.Runtime.Cgroups;

/// <summary>A mount of a cgroup file system, from <c>/proc/self/mountinfo</c>.</summary>
/// <param name="Path">Where it is mounted.</param>
/// <param name="Root">The cgroup that is seen there.</param>
/// <param name="IsV2">Whether it is cgroup v2's.</param>
/// <param name="Options">The superblock's options, which name a v1 hierarchy's controllers.</param>
internal sealed record CgroupMount(string Path, string Root, bool IsV2, IReadOnlyList<string> Options)
{
    private const int RootField = 3;
    private const int PathField = 4;

    /// <summary>The cgroup mounts of a mountinfo file, see proc_pid_mountinfo(5).</summary>
    public static IReadOnlyList<CgroupMount> Parse(string mountinfo)
    {
        var mounts = new List<CgroupMount>();
        foreach (var line in mountinfo.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var halves = line.Split(" - ", 2);
            var place = halves[0].Split(' ');
            var source = halves.Length == 2 ? halves[1].Split(' ') : [];
            if (source.Length == 3 && place.Length > PathField && source[0] is "cgroup" or "cgroup2")
            {
                mounts.Add(new CgroupMount(Plain(place[PathField]), Plain(place[RootField]), source[0] == "cgroup2", source[2].Split(',')));
            }
        }

        return mounts;
    }

    /// <summary>Whether it is the mount of a hierarchy that <c>/proc/self/cgroup</c> names.</summary>
    public bool Holds(string controllers)
    {
        if (IsV2 || controllers.Length == 0)
        {
            return IsV2 && controllers.Length == 0;
        }

        foreach (var controller in controllers.Split(','))
        {
            if (!Options.Contains(controller))
            {
                return false;
            }
        }

        return true;
    }

    // Space, tab, newline and backslash are written as \ and three octal digits.
    private static string Plain(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal))
        {
            return field;
        }

        var plain = new StringBuilder();
        for (var i = 0; i < field.Length; i++)
        {
            var escaped = field[i] == '\\' && i + 3 < field.Length;
            plain.Append(escaped ? (char)(((field[i + 1] - '0') << 6) | ((field[i + 2] - '0') << 3) | (field[i + 3] - '0')) : field[i]);
            i += escaped ? 3 : 0;
        }

        return plain.ToString();
    }
}
