using System.Runtime.InteropServices;
using Tinyo.Oci.Linux.Seccomp;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>What a plan needs to know of the host and the caller.</summary>
public sealed record HostFacts
{
    /// <summary>All ways to put filters on that a plan may choose from.</summary>
    internal const FilterFlags AllFilterFlags =
        FilterFlags.SECCOMP_FILTER_FLAG_TSYNC | FilterFlags.SECCOMP_FILTER_FLAG_LOG | FilterFlags.SECCOMP_FILTER_FLAG_SPEC_ALLOW
        | FilterFlags.SECCOMP_FILTER_FLAG_NEW_LISTENER | FilterFlags.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;

    /// <summary>The caller's effective user id, as its user namespace sees it.</summary>
    public uint Euid { get; init; }

    /// <summary>Whether the caller is in a user namespace other than the host's first.</summary>
    public bool InUserNamespace { get; init; }

    /// <summary>The capabilities that a program in the caller's own user namespace can have, as a mask.</summary>
    public ulong Capabilities { get; init; } = ulong.MaxValue;

    /// <summary>Whether cgroups may be out of the caller's reach, so that failing to make them is forgiven.</summary>
    public bool Rootless { get; init; }

    /// <summary>The machine, whose system calls are filtered.</summary>
    public Architecture Architecture { get; init; } = Architecture.X64;

    /// <summary>How the kernel can put filters of system calls on.</summary>
    public FilterFlags FilterFlags { get; init; } = AllFilterFlags;

    /// <summary>Whether the systemd that is asked for cgroups is the user's own, not the machine's.</summary>
    public bool UsersSystemd { get; init; }

    /// <summary>The mounted cgroup trees.</summary>
    public IReadOnlyList<CgroupHierarchy> Cgroups { get; init; } = [];

    /// <summary>The one tree of a host that has only cgroup version 2; null on all others.</summary>
    public CgroupHierarchy? Unified => Cgroups is [{ Version: 2 } only] ? only : null;
}
