using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Mounts;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Mount flags that a less privileged user namespace can't take away, see mount_namespaces(7).</summary>
internal static class LockedFlags
{
    private const MountFlags AccessTimes = MountFlags.MS_NOATIME | MountFlags.MS_NODIRATIME | MountFlags.MS_RELATIME;

    private static readonly (MountFlags Flag, string Name)[] s_names =
    [
        (MountFlags.MS_RDONLY, "ro"),
        (MountFlags.MS_NOSUID, "nosuid"),
        (MountFlags.MS_NODEV, "nodev"),
        (MountFlags.MS_NOEXEC, "noexec"),
        (MountFlags.MS_NOATIME, "noatime"),
        (MountFlags.MS_NODIRATIME, "nodiratime"),
    ];

    /// <summary>Refuses a plan that asks for a flag to be off, or for other access times, where the mount may not lose what it has.</summary>
    internal static void ThrowIfCleared(SafeFileHandle mounted, MountPlan mount)
    {
        var has = FileSystem.MountFlagsOf(mounted);
        var lost = has & mount.Cleared;
        if (MountAttributeMap.NamesAccessTime(mount.Flags) && (mount.Flags & AccessTimes) != (has & AccessTimes))
        {
            lost |= has & (MountFlags.MS_NOATIME | MountFlags.MS_NODIRATIME);
        }

        foreach (var (flag, name) in s_names)
        {
            if (lost.HasFlag(flag))
            {
                throw new OciException(
                    $"'{name}' of {mount.Source ?? mount.Target} is locked and can't be cleared{Asked(flag, mount)} in this user namespace: ask for '{name}', or mount the source without it");
            }
        }
    }

    private static string Asked(MountFlags lost, MountPlan mount) => lost switch
    {
        MountFlags.MS_NOATIME or MountFlags.MS_NODIRATIME when mount.Flags.HasFlag(MountFlags.MS_STRICTATIME) => " for 'strictatime'",
        MountFlags.MS_NOATIME or MountFlags.MS_NODIRATIME when mount.Flags.HasFlag(MountFlags.MS_RELATIME) => " for 'relatime'",
        _ => "",
    };

    /// <summary>The flags that a mount has.</summary>
    internal static MountFlags Of(SafeFileHandle mounted) => FileSystem.MountFlagsOf(mounted);
}
