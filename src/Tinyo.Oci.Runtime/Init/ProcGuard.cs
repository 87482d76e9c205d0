using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Keeps the container's /proc real: no link leads to it and nothing but known files is mounted over it.</summary>
/// <remarks>CVE-2019-16884, CVE-2019-19921, CVE-2023-27561, CVE-2023-28642.</remarks>
internal static class ProcGuard
{
    private static readonly string[] s_allowedInProc =
    [
        "/proc/cpuinfo", "/proc/diskstats", "/proc/meminfo", "/proc/stat", "/proc/swaps", "/proc/uptime", "/proc/loadavg",
        "/proc/slabinfo", "/proc/net/dev", "/proc/sys/kernel/ns_last_pid", "/proc/sys/crypto/fips_enabled",
    ];

    /// <summary>Refuses a bind over /proc that shows no procfs, and binds over files in it that programs must be able to trust.</summary>
    internal static void CheckBind(MountPlan mount, SafeFileHandle source, SafeFileHandle target)
    {
        if (mount.Target == "/proc" && FileSystem.TypeOf(source) is not FileSystemMagic.PROC_SUPER_MAGIC)
        {
            throw new OciException($"{mount.Source} is no procfs and can't be mounted at /proc");
        }

        CheckInside(mount, target);
    }

    /// <summary>Opens where a file system is to be mounted; a proc or sysfs only where no link leads to it.</summary>
    /// <remarks>The handle that is found to be no link is the one that is mounted on: looked at twice, the path could change between.</remarks>
    internal static Errno TryOpenTarget(MountPlan mount, RootedDirectory root, out SafeFileHandle target)
    {
        if (mount.Type is not ("proc" or "sysfs"))
        {
            return root.TryOpen(mount.Target, OpenFlags.O_PATH, out target);
        }

        var error = root.TryOpenWithoutLinks(mount.Target, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, out target);
        if (error is Errno.ENOENT)
        {
            root.MakeDirectory(mount.Target, Mode.O755).Dispose();
            error = root.TryOpenWithoutLinks(mount.Target, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, out target);
        }

        return error is Errno.None
            ? error
            : throw new OciException($"{mount.Target} must be a directory of its own, not a symbolic link, for a {mount.Type} to be mounted there");
    }

    /// <summary>Refuses another file system than proc at /proc, and every one inside of it.</summary>
    internal static void CheckFileSystem(MountPlan mount, SafeFileHandle target)
    {
        if (mount.Target == "/proc" && mount.Type is not "proc")
        {
            throw new OciException($"a file system of type {mount.Type} can't be mounted at /proc");
        }

        CheckInside(mount, target);
    }

    private static void CheckInside(MountPlan mount, SafeFileHandle target)
    {
        if (mount.Target != "/proc" && FileSystem.TypeOf(target) is FileSystemMagic.PROC_SUPER_MAGIC
            && Array.IndexOf(s_allowedInProc, mount.Target) < 0)
        {
            throw new OciException($"{mount.Target} is inside /proc: nothing may be mounted there");
        }
    }
}
