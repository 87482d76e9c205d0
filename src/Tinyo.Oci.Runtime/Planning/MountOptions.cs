using Tinyo.Oci.Linux.Mounts;
using static Tinyo.Oci.Linux.Mounts.MountAttributes;
using static Tinyo.Oci.Linux.Mounts.MountFlags;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>The mount options that are understood here; a file system gets all others.</summary>
public static class MountOptions
{
    /// <summary>Every option that is understood, sorted.</summary>
    public static IReadOnlyList<string> Names =>
    [
        "async", "atime", "bind", "defaults", "dev", "diratime", "dirsync", "exec", "idmap", "iversion", "lazytime", "loud", "mand",
        "noatime", "nodev", "nodiratime", "noexec", "noiversion", "nolazytime", "nomand", "norelatime", "nostrictatime", "nosuid",
        "nosymfollow", "private", "ratime", "rbind", "rdev", "rdiratime", "relatime", "remount", "rexec", "ridmap", "rnoatime", "rnodev",
        "rnodiratime", "rnoexec", "rnorelatime", "rnostrictatime", "rnosuid", "rnosymfollow", "ro", "rprivate", "rrelatime", "rro",
        "rrw", "rshared", "rslave", "rstrictatime", "rsuid", "rsymfollow", "runbindable", "rw", "shared", "silent", "slave",
        "strictatime", "suid", "symfollow", "sync", "tmpcopyup", "unbindable",
    ];

    internal static MountOptionSet Parse(IReadOnlyList<string> options)
    {
        var set = new MountOptionSet();
        for (var index = 0; index < options.Count; index++)
        {
            var option = options[index];
            if (!TryFlag(option, set) && !TryWord(option, set) && !TryPropagation(option, set) && !TryRecursive(option, set))
            {
                set.Append(option);
            }
        }

        return set;
    }

    /// <summary>The propagation that a word means; none when it means no propagation.</summary>
    internal static MountFlags Propagation(string word) => word switch
    {
        "shared" => MS_SHARED,
        "slave" => MS_SLAVE,
        "private" => MS_PRIVATE,
        "unbindable" => MS_UNBINDABLE,
        "rshared" => MS_SHARED | MS_REC,
        "rslave" => MS_SLAVE | MS_REC,
        "rprivate" => MS_PRIVATE | MS_REC,
        "runbindable" => MS_UNBINDABLE | MS_REC,
        _ => MountFlags.None,
    };

    private static bool TryFlag(string option, MountOptionSet set)
    {
        var (flag, isSet) = Flag(option);
        if (isSet)
        {
            set.Set(flag);
        }
        else
        {
            set.Clear(flag);
        }

        return flag is not MountFlags.None;
    }

    private static bool TryWord(string option, MountOptionSet set)
    {
        switch (option)
        {
            case "bind":
                return set.Bind = true;
            case "rbind":
                return set.Bind = set.Recursive = true;
            case "remount":
                return set.Remount = true;
            case "tmpcopyup":
                return set.CopyUp = true;
            default:
                return option is "defaults" or "" || TryIdMap(option, set);
        }
    }

    // With mappings of its own it is crun's: idmap=uids=0-100000-65536;gids=0-100000-65536.
    private static bool TryIdMap(string option, MountOptionSet set)
    {
        if (option is "idmap" or "ridmap" || option.StartsWith("idmap=", StringComparison.Ordinal) || option.StartsWith("ridmap=", StringComparison.Ordinal))
        {
            set.IdMap = option;
            return true;
        }

        return false;
    }

    private static bool TryPropagation(string option, MountOptionSet set)
    {
        var propagation = Propagation(option);
        if (propagation is MountFlags.None)
        {
            return false;
        }

        set.Propagate(propagation);
        return true;
    }

    private static bool TryRecursive(string option, MountOptionSet set)
    {
        switch (Attribute(option))
        {
            case null:
                return false;
            case (var attribute, true):
                set.SetRecursive(attribute);
                return true;
            case (var attribute, false):
                set.ClearRecursive(attribute);
                return true;
        }
    }

    private static (MountFlags Flag, bool IsSet) Flag(string option) => option switch
    {
        "ro" => (MS_RDONLY, true),
        "rw" => (MS_RDONLY, false),
        "nosuid" => (MS_NOSUID, true),
        "suid" => (MS_NOSUID, false),
        "nodev" => (MS_NODEV, true),
        "dev" => (MS_NODEV, false),
        "noexec" => (MS_NOEXEC, true),
        "exec" => (MS_NOEXEC, false),
        "sync" => (MS_SYNCHRONOUS, true),
        "async" => (MS_SYNCHRONOUS, false),
        "dirsync" => (MS_DIRSYNC, true),
        "mand" => (MS_MANDLOCK, true),
        "nomand" => (MS_MANDLOCK, false),
        "noatime" => (MS_NOATIME, true),
        "atime" => (MS_NOATIME, false),
        "nodiratime" => (MS_NODIRATIME, true),
        "diratime" => (MS_NODIRATIME, false),
        "relatime" => (MS_RELATIME, true),
        "norelatime" => (MS_RELATIME, false),
        "strictatime" => (MS_STRICTATIME, true),
        "nostrictatime" => (MS_STRICTATIME, false),
        "lazytime" => (MS_LAZYTIME, true),
        "nolazytime" => (MS_LAZYTIME, false),
        "iversion" => (MS_I_VERSION, true),
        "noiversion" => (MS_I_VERSION, false),
        "silent" => (MS_SILENT, true),
        "loud" => (MS_SILENT, false),
        "nosymfollow" => (MS_NOSYMFOLLOW, true),
        "symfollow" => (MS_NOSYMFOLLOW, false),
        _ => default,
    };

    private static (MountAttributes Attribute, bool IsSet)? Attribute(string option) => option switch
    {
        "rro" => (MOUNT_ATTR_RDONLY, true),
        "rrw" => (MOUNT_ATTR_RDONLY, false),
        "rnosuid" => (MOUNT_ATTR_NOSUID, true),
        "rsuid" => (MOUNT_ATTR_NOSUID, false),
        "rnodev" => (MOUNT_ATTR_NODEV, true),
        "rdev" => (MOUNT_ATTR_NODEV, false),
        "rnoexec" => (MOUNT_ATTR_NOEXEC, true),
        "rexec" => (MOUNT_ATTR_NOEXEC, false),
        "rnodiratime" => (MOUNT_ATTR_NODIRATIME, true),
        "rdiratime" => (MOUNT_ATTR_NODIRATIME, false),
        "rrelatime" => (MOUNT_ATTR_RELATIME, true),
        "rnorelatime" => (MOUNT_ATTR_RELATIME, false),
        "rnoatime" => (MOUNT_ATTR_NOATIME, true),
        "ratime" => (MOUNT_ATTR_NOATIME, false),
        "rstrictatime" => (MOUNT_ATTR_STRICTATIME, true),
        "rnostrictatime" => (MOUNT_ATTR_STRICTATIME, false),
        "rnosymfollow" => (MOUNT_ATTR_NOSYMFOLLOW, true),
        "rsymfollow" => (MOUNT_ATTR_NOSYMFOLLOW, false),
        _ => null,
    };
}
