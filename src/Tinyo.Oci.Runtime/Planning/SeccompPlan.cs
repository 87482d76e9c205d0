using Tinyo.Oci.Linux.Seccomp;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>The filter of system calls that a program runs under, compiled.</summary>
public sealed record SeccompPlan
{
    /// <summary>The filter.</summary>
    public required IReadOnlyList<SocketFilter> Filter { get; init; }

    /// <summary>How it is put on; with a listener, somebody else decides about some calls.</summary>
    public FilterFlags Flags { get; init; }

    /// <summary>Whether somebody else decides about some calls.</summary>
    internal bool Notifies => Flags.HasFlag(FilterFlags.SECCOMP_FILTER_FLAG_NEW_LISTENER);
}
