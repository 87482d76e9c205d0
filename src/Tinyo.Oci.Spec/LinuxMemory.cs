namespace Tinyo.Oci.Spec;

/// <summary>Limits of memory, in bytes; -1 is none.</summary>
public sealed record LinuxMemory
{
    /// <summary>The hard limit.</summary>
    public long? Limit { get; init; }

    /// <summary>The soft limit.</summary>
    public long? Reservation { get; init; }

    /// <summary>Memory and swap together.</summary>
    public long? Swap { get; init; }

    /// <summary>Deprecated: kernel memory.</summary>
    public long? Kernel { get; init; }

    /// <summary>Deprecated: buffers of TCP.</summary>
    public long? KernelTCP { get; init; }

    /// <summary>How readily anonymous pages are swapped, 0 to 100.</summary>
    public ulong? Swappiness { get; init; }

    /// <summary>Whether a container out of memory waits in place of being killed.</summary>
    public bool? DisableOOMKiller { get; init; }

    /// <summary>Deprecated: whether child cgroups count.</summary>
    public bool? UseHierarchy { get; init; }

    /// <summary>Whether an update below the current use is refused.</summary>
    public bool? CheckBeforeUpdate { get; init; }
}
