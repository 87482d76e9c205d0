using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.Planning;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>What a tmpfs takes over from the directory that it covers, as runc does.</summary>
internal static class TmpfsData
{
    private const uint Unmapped = 65534; // how a user namespace shows who it does not know, and what may be no id of its own

    /// <summary>The options, with mode and owner of <paramref name="target"/> where no <c>mode=</c> was asked for.</summary>
    internal static IReadOnlyList<string> Inheriting(IReadOnlyList<string> data, SafeFileHandle target)
    {
        if (Has(data, "mode="))
        {
            return data;
        }

        var status = FileSystem.Stat(target);
        var result = new List<string>(data) { $"mode={Convert.ToString(status.Permissions, 8)}" };
        Add(result, "uid=", status.Uid);
        Add(result, "gid=", status.Gid);
        return result;
    }

    /// <summary>Gives one that is made already what it takes over; <paramref name="target"/> is null when nothing was there.</summary>
    internal static void Inherit(MountPlan mount, SafeFileHandle tree, SafeFileHandle? target)
    {
        if (target is null || Has(mount.Data, "mode=") || FileSystem.Stat(tree).Uid is Unmapped)
        {
            return; // whom nobody here knows, nobody here can change
        }

        const uint Same = uint.MaxValue;
        var status = FileSystem.Stat(target);
        FileSystem.ChangeOwnerAndMode(
            tree,
            status.Uid is 0 or Unmapped || Has(mount.Data, "uid=") ? Same : status.Uid,
            status.Gid is 0 or Unmapped || Has(mount.Data, "gid=") ? Same : status.Gid,
            status.Permissions,
            mount.Target);
    }

    private static void Add(List<string> data, string key, uint id)
    {
        if (id is not (0 or Unmapped) && !Has(data, key))
        {
            data.Add($"{key}{id}");
        }
    }

    private static bool Has(IReadOnlyList<string> data, string key)
    {
        foreach (var option in data)
        {
            if (option.StartsWith(key, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
