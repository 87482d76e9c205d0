using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Mounts;
using Tinyo.Oci.Linux.Procfs;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>The host's procfs and sysfs, which <c>--no-pivot</c> would leave below the container's root.</summary>
/// <remarks>
/// The kernel lets a user namespace mount a procfs that hides nothing as long as one is to be seen in its mounts, reachable or not:
/// that would undo <c>maskedPaths</c>.
/// </remarks>
internal static class HostViews
{
    private const int MountIdField = 0;
    private const int ParentField = 1;
    private const int RootField = 3;
    private const int PlaceField = 4;

    /// <summary>Takes away every whole procfs and sysfs that is not below <paramref name="newRoot"/>, or covers it where the kernel holds it fast.</summary>
    internal static void Remove(SafeFileHandle newRoot)
    {
        using var proc = ProcDirectory.Open();
        var mounts = new Dictionary<ulong, string[]>();
        foreach (var line in (proc.TryRead("self/mountinfo") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split(' ');
            mounts[Number(fields[MountIdField])] = fields;
        }

        var own = FileSystem.Stat(newRoot, "the new root").MountId;
        foreach (var (id, fields) in mounts)
        {
            if (IsWhole(fields) && !IsBelow(id, own, mounts))
            {
                Remove(fields, mounts);
            }
        }
    }

    private static bool IsWhole(string[] fields) =>
        fields[RootField] == "/" && fields[Array.IndexOf(fields, "-") + 1] is "proc" or "sysfs";

    private static bool IsBelow(ulong id, ulong ancestor, Dictionary<ulong, string[]> mounts)
    {
        while (id != ancestor && mounts.TryGetValue(id, out var fields) && Number(fields[ParentField]) is var parent && parent != id)
        {
            id = parent;
        }

        return id == ancestor;
    }

    private static void Remove(string[] fields, Dictionary<ulong, string[]> mounts)
    {
        var place = Unescape(fields[PlaceField]);
        if (mounts.TryGetValue(Number(fields[ParentField]), out var parent)
            && FileSystem.TryOpen(Unescape(parent[PlaceField]), OpenFlags.O_PATH, out var above) is Errno.None)
        {
            using (above)
            {
                ClassicMount.TryMount(null, above, null, MountFlags.MS_SLAVE); // what is taken away here must stay on the host
            }
        }

        switch (ClassicMount.TryDetach(place))
        {
            case Errno.None or Errno.ENOENT or Errno.EACCES:
                return; // gone with another, or hidden where no path of ours leads
            default:
                using (var target = FileSystem.Open(place, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY))
                {
                    ClassicMount.TryMount("tmpfs", target, "tmpfs", MountFlags.MS_RDONLY, "nr_blocks=1,nr_inodes=1").ThrowIfFailed("mount", $"tmpfs over {place}");
                }

                return;
        }
    }

    private static ulong Number(string field) => ulong.Parse(field, NumberStyles.None, CultureInfo.InvariantCulture);

    // See proc_pid_mountinfo(5): space, tab, line feed and backslash come as octal numbers.
    private static string Unescape(string text) => text
        .Replace("\\040", " ", StringComparison.Ordinal).Replace("\\011", "\t", StringComparison.Ordinal)
        .Replace("\\012", "\n", StringComparison.Ordinal).Replace("\\134", "\\", StringComparison.Ordinal);
}
