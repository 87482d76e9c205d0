namespace Tinyo.Oci.Spec;

/// <summary>A program to run inside the container, and everything that it starts with.</summary>
public sealed record ProcessSpec
{
    /// <summary>Whether it gets a terminal of its own.</summary>
    public bool Terminal { get; init; }

    /// <summary>The terminal's size in characters.</summary>
    public Box? ConsoleSize { get; init; }

    /// <summary>Who it runs as.</summary>
    public User User { get; init; } = new();

    /// <summary>Its command line; the first is looked up in PATH.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Its environment, each <c>NAME=value</c>.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];

    /// <summary>Its working directory, absolute.</summary>
    public required string Cwd { get; init; }

    /// <summary>Its capability sets; absent means that none are kept.</summary>
    public LinuxCapabilities? Capabilities { get; init; }

    /// <summary>Its resource limits.</summary>
    public IReadOnlyList<PosixRlimit> Rlimits { get; init; } = [];

    /// <summary>Whether execve(2) may no longer grant privileges.</summary>
    public bool NoNewPrivileges { get; init; }

    /// <summary>The AppArmor profile that it runs under.</summary>
    public string? ApparmorProfile { get; init; }

    /// <summary>Its <c>oom_score_adj</c>; absent leaves the inherited one, 0 writes 0.</summary>
    public int? OomScoreAdj { get; init; }

    /// <summary>Its CPU scheduling policy.</summary>
    public LinuxScheduler? Scheduler { get; init; }

    /// <summary>The SELinux label that it runs under.</summary>
    public string? SelinuxLabel { get; init; }

    /// <summary>Its I/O scheduling class and priority.</summary>
    public LinuxIoPriority? IoPriority { get; init; }

    /// <summary>The CPUs that an exec'd process runs on.</summary>
    public LinuxExecCpuAffinity? ExecCPUAffinity { get; init; }
}
