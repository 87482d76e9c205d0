using Tinyo.Oci.Runtime.State;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>What <c>create</c> and <c>run</c> were asked for.</summary>
public sealed record CreateRequest
{
    /// <summary>The new container's id.</summary>
    public required ContainerId Id { get; init; }

    /// <summary>The bundle's directory, <c>--bundle</c>.</summary>
    public required string Bundle { get; init; }

    /// <summary>A configuration other than the bundle's <c>config.json</c>, <c>--config</c>.</summary>
    public string? Config { get; init; }

    /// <summary>AF_UNIX socket that receives the terminal's master, <c>--console-socket</c>.</summary>
    public string? ConsoleSocket { get; init; }

    /// <summary>AF_UNIX socket that receives a pidfd of the init process, <c>--pidfd-socket</c>.</summary>
    public string? PidfdSocket { get; init; }

    /// <summary>File that receives the init process's pid, <c>--pid-file</c>.</summary>
    public string? PidFile { get; init; }

    /// <summary>Use MS_MOVE and chroot(2) in place of pivot_root(2), <c>--no-pivot</c>.</summary>
    public bool NoPivot { get; init; }

    /// <summary>Keep the caller's session keyring, <c>--no-new-keyring</c>.</summary>
    public bool NoNewKeyring { get; init; }

    /// <summary>How many descriptors after stdio the program keeps, <c>--preserve-fds</c>.</summary>
    public int PreserveFds { get; init; }
}
