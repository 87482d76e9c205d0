namespace Tinyo.Oci.Spec;

/// <summary>A CPU scheduling policy, see sched_setattr(2).</summary>
public sealed record LinuxScheduler
{
    /// <summary>The policy's name, as <c>SCHED_BATCH</c>.</summary>
    public required string Policy { get; init; }

    /// <summary>The nice value, for SCHED_OTHER and SCHED_BATCH.</summary>
    public int? Nice { get; init; }

    /// <summary>The static priority, for SCHED_FIFO and SCHED_RR.</summary>
    public int? Priority { get; init; }

    /// <summary>Flags, as <c>SCHED_FLAG_RESET_ON_FORK</c>.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Nanoseconds of work in a period, for SCHED_DEADLINE.</summary>
    public ulong? Runtime { get; init; }

    /// <summary>Nanoseconds in which the work must be done, for SCHED_DEADLINE.</summary>
    public ulong? Deadline { get; init; }

    /// <summary>The period's nanoseconds, for SCHED_DEADLINE.</summary>
    public ulong? Period { get; init; }
}
