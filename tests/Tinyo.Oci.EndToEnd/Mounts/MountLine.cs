namespace Tinyo.Oci.EndToEnd.Mounts;

/// <summary>One line of /proc/PID/mountinfo: see proc_pid_mountinfo(5).</summary>
internal sealed record MountLine(string Root, string Target, string[] Attributes, string[] Tags, string Type, string Source, string[] Super)
{
    /// <summary>Every line of a mountinfo file, in the file's order.</summary>
    internal static IReadOnlyList<MountLine> ParseAll(string mountinfo) =>
        [.. mountinfo.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.Contains(" - ")).Select(Parse)];

    /// <summary>The mount that is visible at <paramref name="target"/>: the last one there.</summary>
    internal static MountLine At(string mountinfo, string target)
    {
        var found = ParseAll(mountinfo).LastOrDefault(mount => mount.Target == target);
        found.Should().NotBeNull("{0} must be a mount, in:\n{1}", target, mountinfo.Replace("{", "{{").Replace("}", "}}"));
        return found!;
    }

    /// <summary>Kinds of propagation, without the group's number: <c>shared</c>, <c>master</c>, <c>unbindable</c>.</summary>
    internal IEnumerable<string> Propagation => Tags.Select(tag => tag.Split(':')[0]).Where(tag => tag != "propagate_from");

    private static MountLine Parse(string line)
    {
        var halves = line.Split(" - ");
        var (left, right) = (halves[0].Split(' '), halves[1].Split(' '));
        return new MountLine(left[3], left[4], left[5].Split(','), left[6..], right[0], right[1], right[2].Split(','));
    }
}
