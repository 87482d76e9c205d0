using Tinyo.Oci.Runtime.State;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>What <c>exec</c> was asked for.</summary>
public sealed record ExecRequest
{
    /// <summary>The container.</summary>
    public required ContainerId Id { get; init; }

    /// <summary>A file with the whole process, <c>--process</c>; null to change the one of the bundle's configuration.</summary>
    public string? ProcessFile { get; init; }

    /// <summary>How that one is to be changed.</summary>
    public ProcessChanges Changes { get; init; } = new();

    /// <summary>Leave once the program runs, <c>--detach</c>.</summary>
    public bool Detach { get; init; }

    /// <summary>AF_UNIX socket that receives the terminal's master, <c>--console-socket</c>.</summary>
    public string? ConsoleSocket { get; init; }

    /// <summary>AF_UNIX socket that receives a pidfd of the process, <c>--pidfd-socket</c>.</summary>
    public string? PidfdSocket { get; init; }

    /// <summary>File that receives the process's pid, <c>--pid-file</c>.</summary>
    public string? PidFile { get; init; }

    /// <summary>How many descriptors after stdio the program keeps, <c>--preserve-fds</c>.</summary>
    public int PreserveFds { get; init; }

    /// <summary>Cgroups below the container's, <c>--cgroup</c>, each as <c>[CONTROLLER,..:]PATH</c>.</summary>
    public IReadOnlyList<string> Cgroups { get; init; } = [];

    /// <summary>Do it in a paused container too, <c>--ignore-paused</c>.</summary>
    public bool IgnorePaused { get; init; }
}
