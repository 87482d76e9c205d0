namespace Tinyo.Oci.Linux.Seccomp;

/// <summary>Flags of seccomp(2), in its spelling.</summary>
[Flags]
public enum FilterFlags : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The filter is for all threads.</summary>
    SECCOMP_FILTER_FLAG_TSYNC = 1 << 0,

    /// <summary>What is not allowed is logged.</summary>
    SECCOMP_FILTER_FLAG_LOG = 1 << 1,

    /// <summary>Speculation is not slowed down.</summary>
    SECCOMP_FILTER_FLAG_SPEC_ALLOW = 1 << 2,

    /// <summary>A descriptor is returned at which somebody decides.</summary>
    SECCOMP_FILTER_FLAG_NEW_LISTENER = 1 << 3,

    /// <summary>With a listener, a thread that can't take the filter is an error and no number.</summary>
    SECCOMP_FILTER_FLAG_TSYNC_ESRCH = 1 << 4,

    /// <summary>Only a fatal signal ends the wait for a decision that somebody has begun to make.</summary>
    SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV = 1 << 5,
}
