namespace Tinyo.Oci.Linux.Clone;

/// <summary>The bits of clone3(2): namespaces, which unshare(2) and setns(2) know too, and how the child is made.</summary>
[Flags]
public enum CloneFlags : ulong
{
    None = 0,
    CLONE_VM = 0x100,
    CLONE_FILES = 0x400,
    CLONE_NEWTIME = 0x80,
    CLONE_PIDFD = 0x1000,
    CLONE_PARENT = 0x8000,
    CLONE_NEWNS = 0x20000,
    CLONE_NEWCGROUP = 0x2000000,
    CLONE_NEWUTS = 0x4000000,
    CLONE_NEWIPC = 0x8000000,
    CLONE_NEWUSER = 0x10000000,
    CLONE_NEWPID = 0x20000000,
    CLONE_NEWNET = 0x40000000,
    CLONE_INTO_CGROUP = 0x200000000,
}
