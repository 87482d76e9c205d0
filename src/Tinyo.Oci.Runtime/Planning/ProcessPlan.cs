using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Linux.Scheduling;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>The program that a container runs, and as whom.</summary>
public sealed record ProcessPlan
{
    /// <summary>The program and its arguments; looked up in the container's PATH when the container is created.</summary>
    public required IReadOnlyList<string> Args { get; init; }

    /// <summary>The whole environment: of a repeated name only the last; HOME is filled in where it is missing or empty.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];

    /// <summary>Working directory, made when it is missing.</summary>
    public required string Cwd { get; init; }

    /// <summary>User id in the container.</summary>
    public uint Uid { get; init; }

    /// <summary>Group id in the container.</summary>
    public uint Gid { get; init; }

    /// <summary>Supplementary group ids.</summary>
    public IReadOnlyList<uint> AdditionalGids { get; init; } = [];

    /// <summary>Leave the caller's supplementary groups as they are, whatever <see cref="AdditionalGids"/> says.</summary>
    public bool KeepGroups { get; init; }

    /// <summary>Whether it is in a user namespace other than the host's first, which may forbid setgroups(2) to everybody.</summary>
    public bool InUserNamespace { get; init; }

    /// <summary>File mode creation mask.</summary>
    public uint Umask { get; init; } = 0x12; // 022

    /// <summary>The five capability sets.</summary>
    public CapabilitySets Capabilities { get; init; }

    /// <summary>Give up all ways of gaining privilege, PR_SET_NO_NEW_PRIVS.</summary>
    public bool NoNewPrivileges { get; init; }

    /// <summary>The AppArmor profile that the program runs under; null leaves the caller's.</summary>
    public string? ApparmorProfile { get; init; }

    /// <summary>The SELinux label that the program runs under; null leaves what the policy says.</summary>
    public string? SelinuxLabel { get; init; }

    /// <summary>The SELinux label of the program's terminal; null leaves what the policy says.</summary>
    public string? TerminalLabel { get; init; }

    /// <summary>The name of the session keyring that the program gets; null leaves the caller's.</summary>
    public string? SessionKeyring { get; init; }

    /// <summary>The filter of system calls; null for none.</summary>
    public SeccompPlan? Seccomp { get; init; }

    /// <summary>Resource limits.</summary>
    public IReadOnlyList<ResourceLimit> Limits { get; init; } = [];

    /// <summary>Badness for the OOM killer; null leaves the caller's.</summary>
    public int? OomScoreAdj { get; init; }

    /// <summary>CPU scheduling; null leaves the caller's.</summary>
    public SchedulerAttributes? Scheduler { get; init; }

    /// <summary>I/O priority as ioprio_set(2) takes it; null leaves the caller's.</summary>
    public int? IoPriority { get; init; }

    /// <summary>Execution domain, see personality(2); null leaves the caller's.</summary>
    public uint? Personality { get; init; }

    /// <summary>NUMA memory policy; null leaves the caller's.</summary>
    public MemoryPolicy? MemoryPolicy { get; init; }

    /// <summary>Whether the program gets a terminal of its own.</summary>
    public bool Terminal { get; init; }

    /// <summary>Rows of the terminal; 0 leaves the kernel's.</summary>
    public ushort TerminalHeight { get; init; }

    /// <summary>Columns of the terminal; 0 leaves the kernel's.</summary>
    public ushort TerminalWidth { get; init; }

    /// <summary>Descriptors after stdio that the program keeps.</summary>
    public int PreserveFds { get; init; }
}
