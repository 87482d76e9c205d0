using Tinyo.Oci.Linux.Mounts;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>The specification's words for recursive mount options, for messages.</summary>
internal static class RecursiveOptionNames
{
    private static readonly (MountAttributes Attribute, string Set, string Clear)[] s_names =
    [
        (MountAttributes.MOUNT_ATTR_RDONLY, "rro", "rrw"),
        (MountAttributes.MOUNT_ATTR_NOSUID, "rnosuid", "rsuid"),
        (MountAttributes.MOUNT_ATTR_NODEV, "rnodev", "rdev"),
        (MountAttributes.MOUNT_ATTR_NOEXEC, "rnoexec", "rexec"),
        (MountAttributes.MOUNT_ATTR_NODIRATIME, "rnodiratime", "rdiratime"),
        (MountAttributes.MOUNT_ATTR_NOATIME, "rnoatime", "ratime"),
        (MountAttributes.MOUNT_ATTR_STRICTATIME, "rstrictatime", "rnostrictatime"),
        (MountAttributes.MOUNT_ATTR_NOSYMFOLLOW, "rnosymfollow", "rsymfollow"),
    ];

    /// <summary>The options that ask for these attributes to be set and cleared.</summary>
    internal static List<string> Of(MountAttributes set, MountAttributes clear)
    {
        var names = new List<string>();
        foreach (var (attribute, on, off) in s_names)
        {
            if (set.HasFlag(attribute))
            {
                names.Add(on);
            }
            else if (clear.HasFlag(attribute) && (attribute & MountAttributes.MOUNT_ATTR__ATIME) == 0)
            {
                names.Add(off);
            }
        }

        // The access-time field is cleared whenever one of its values is set: alone it means relatime.
        if (names.Count == 0 && clear.HasFlag(MountAttributes.MOUNT_ATTR__ATIME))
        {
            names.Add("rrelatime");
        }

        return names;
    }
}
