using Tinyo.Oci.Linux.Mounts;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Turns mount(2)'s flags into mount_setattr(2)'s attributes.</summary>
internal static class MountAttributeMap
{
    /// <summary>Every attribute but the access-time field.</summary>
    internal const MountAttributes Plain = MountAttributes.MOUNT_ATTR_RDONLY | MountAttributes.MOUNT_ATTR_NOSUID
        | MountAttributes.MOUNT_ATTR_NODEV | MountAttributes.MOUNT_ATTR_NOEXEC | MountAttributes.MOUNT_ATTR_NODIRATIME
        | MountAttributes.MOUNT_ATTR_NOSYMFOLLOW;

    private const MountFlags AccessTimes = MountFlags.MS_NOATIME | MountFlags.MS_RELATIME | MountFlags.MS_STRICTATIME;

    /// <summary>Flags that belong to one mount, not to its file system.</summary>
    internal const MountFlags PerMount = MountFlags.MS_RDONLY | MountFlags.MS_NOSUID | MountFlags.MS_NODEV | MountFlags.MS_NOEXEC
        | MountFlags.MS_NODIRATIME | MountFlags.MS_NOSYMFOLLOW | AccessTimes;

    internal static MountAttributes ToAttributes(MountFlags flags)
    {
        var attributes = MountAttributes.None;
        attributes |= flags.HasFlag(MountFlags.MS_RDONLY) ? MountAttributes.MOUNT_ATTR_RDONLY : 0;
        attributes |= flags.HasFlag(MountFlags.MS_NOSUID) ? MountAttributes.MOUNT_ATTR_NOSUID : 0;
        attributes |= flags.HasFlag(MountFlags.MS_NODEV) ? MountAttributes.MOUNT_ATTR_NODEV : 0;
        attributes |= flags.HasFlag(MountFlags.MS_NOEXEC) ? MountAttributes.MOUNT_ATTR_NOEXEC : 0;
        attributes |= flags.HasFlag(MountFlags.MS_NODIRATIME) ? MountAttributes.MOUNT_ATTR_NODIRATIME : 0;
        attributes |= flags.HasFlag(MountFlags.MS_NOSYMFOLLOW) ? MountAttributes.MOUNT_ATTR_NOSYMFOLLOW : 0;
        return attributes | AccessTime(flags);
    }

    /// <summary>Whether the flags say anything of access times, so that the field must be written.</summary>
    internal static bool NamesAccessTime(MountFlags flags) => (flags & AccessTimes) != 0;

    // As mount(2): noatime beats strictatime, and relatime is what the kernel does when nothing is said.
    private static MountAttributes AccessTime(MountFlags flags) =>
        flags.HasFlag(MountFlags.MS_NOATIME) ? MountAttributes.MOUNT_ATTR_NOATIME
        : flags.HasFlag(MountFlags.MS_STRICTATIME) ? MountAttributes.MOUNT_ATTR_STRICTATIME
        : MountAttributes.MOUNT_ATTR_RELATIME;
}
