using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Linux.Clone;

/// <summary>Namespaces as files, see ioctl_nsfs(2).</summary>
public static unsafe class Namespace
{
    private const uint NS_GET_NSTYPE = 0xb703;

    // The user namespace gives the rights to enter the others.
    private static ReadOnlySpan<CloneFlags> Kinds =>
    [
        CloneFlags.CLONE_NEWUSER, CloneFlags.CLONE_NEWIPC, CloneFlags.CLONE_NEWUTS, CloneFlags.CLONE_NEWNET,
        CloneFlags.CLONE_NEWPID, CloneFlags.CLONE_NEWCGROUP, CloneFlags.CLONE_NEWTIME, CloneFlags.CLONE_NEWNS,
    ];

    /// <summary>The namespaces of a process that are not this process's own.</summary>
    public static CloneFlags Differing(int pid)
    {
        var differing = CloneFlags.None;
        foreach (var kind in Kinds)
        {
            var name = FileName(kind);
            if (FileSystem.TryStat($"/proc/{pid}/ns/{name}") is { } other
                && FileSystem.TryStat($"/proc/self/ns/{name}") is { } own && (other.Device, other.Inode) != (own.Device, own.Inode))
            {
                differing |= kind;
            }
        }

        return differing;
    }

    /// <summary>Opens namespaces of a process, the user namespace first.</summary>
    public static List<(CloneFlags Kind, SafeFileHandle Handle)> Open(int pid, CloneFlags kinds) => Open($"/proc/{pid}/ns", kinds);

    /// <summary>Opens namespaces of this thread.</summary>
    internal static List<(CloneFlags Kind, SafeFileHandle Handle)> OpenOwn(CloneFlags kinds) => Open("/proc/thread-self/ns", kinds);

    private static List<(CloneFlags Kind, SafeFileHandle Handle)> Open(string directory, CloneFlags kinds)
    {
        var opened = new List<(CloneFlags, SafeFileHandle)>();
        foreach (var kind in Kinds)
        {
            if (kinds.HasFlag(kind))
            {
                opened.Add((kind, FileSystem.Open($"{directory}/{FileName(kind)}", OpenFlags.O_RDONLY)));
            }
        }

        return opened;
    }

    /// <summary>Whether this process may have children in the pid namespace that a handle leads to; EINVAL for a process's handle before Linux 5.8.</summary>
    /// <param name="other">A pid namespace, or a process.</param>
    /// <param name="own">This process's own pid namespace.</param>
    public static Errno TryHaveChildrenIn(SafeFileHandle other, SafeFileHandle own)
    {
        // The way back first: root of a user namespace may enter what belongs to it, and then not return to what does not.
        return TrySetPids(own) is not Errno.None and var stuck ? stuck
            : TrySetPids(other) is not Errno.None and var refused ? refused
            : TrySetPids(own);
    }

    private static Errno TrySetPids(SafeFileHandle handle) =>
        Libc.Syscall(SystemCall.Setns, handle.DangerousGetHandle(), (nint)CloneFlags.CLONE_NEWPID) < 0 ? Libc.LastError : Errno.None;

    /// <summary>The name in <c>/proc/PID/ns</c> of a kind of namespace.</summary>
    private static string FileName(CloneFlags kind) => kind switch
    {
        CloneFlags.CLONE_NEWUSER => "user",
        CloneFlags.CLONE_NEWIPC => "ipc",
        CloneFlags.CLONE_NEWUTS => "uts",
        CloneFlags.CLONE_NEWNET => "net",
        CloneFlags.CLONE_NEWPID => "pid",
        CloneFlags.CLONE_NEWCGROUP => "cgroup",
        CloneFlags.CLONE_NEWTIME => "time",
        _ => "mnt",
    };

    /// <summary>Opens the namespace at a path, and says why not; ENOTTY when the path leads to something else.</summary>
    public static Errno TryOpen(string path, out SafeFileHandle handle, out CloneFlags kind)
    {
        kind = CloneFlags.None;
        var error = FileSystem.TryOpen(path, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, out handle);
        if (error is not Errno.None)
        {
            return error;
        }

        if (FileSystem.TypeOf(handle) is not FileSystemMagic.NSFS_MAGIC)
        {
            return Errno.ENOTTY;
        }

        kind = (CloneFlags)(uint)Libc.Ioctl(handle, NS_GET_NSTYPE, null);
        return Errno.None;
    }
}
