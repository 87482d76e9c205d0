using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.Planning;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Says why ids could not be mapped: which file system, which kernel.</summary>
internal static class IdMapRefusal
{
    internal static string Explain(Errno error, MountPlan mount, SafeFileHandle? source)
    {
        var types = Types(mount, source);
        var kernel = FileSystem.TryReadText("/proc/sys/kernel/osrelease")?.Trim();
        return error switch
        {
            Errno.EINVAL when types.Count > 1 => $"ids can't be mapped: one of {string.Join(", ", types)} is a file system that Linux {kernel} can't id-map, leave out 'r' of ridmap",
            Errno.EINVAL => $"ids can't be mapped: {types[0]} is no file system that Linux {kernel} can id-map, or belongs to the very user namespace that it is to be mapped by",
            Errno.EPERM => $"ids can't be mapped: operation not permitted: {types[0]} belongs to a user namespace that this user has no power over, or is id-mapped already",
            _ => $"mount_setattr MOUNT_ATTR_IDMAP {types[0]}: {LinuxException.Describe(error)}",
        };
    }

    // The type of the file system, and with ridmap those of the ones below.
    private static List<string> Types(MountPlan mount, SafeFileHandle? source)
    {
        if (source is null)
        {
            return [mount.Type!];
        }

        var id = FileSystem.Stat(source).MountId.ToString(CultureInfo.InvariantCulture);
        var types = new List<string>();
        foreach (var line in FileSystem.TryReadText("/proc/self/mountinfo")?.Split('\n') ?? [])
        {
            var fields = line.Split(' ');
            var end = Array.IndexOf(fields, "-");
            if (end > 0 && (fields[0] == id || IsBelow(fields[4], mount)) && !types.Contains(fields[end + 1]))
            {
                types.Insert(fields[0] == id ? 0 : types.Count, fields[end + 1]);
            }
        }

        return types.Count > 0 ? types : [mount.Source!];
    }

    private static bool IsBelow(string place, MountPlan mount) =>
        mount.IdMap!.Recursive && mount.Recursive && (mount.Source is "/" || place.StartsWith($"{mount.Source}/", StringComparison.Ordinal));
}
