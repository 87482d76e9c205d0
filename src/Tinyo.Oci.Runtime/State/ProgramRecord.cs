using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Linux.Scheduling;

namespace Tinyo.Oci.Runtime.State;

/// <summary>What a process that joins a container has of it, unless it says otherwise.</summary>
internal sealed record ProgramRecord
{
    /// <summary>Nothing, as of a container that is configured without a process.</summary>
    public static ProgramRecord None { get; } = new();

    /// <summary>The five capability sets.</summary>
    public CapabilitySets Capabilities { get; init; }

    /// <summary>Resource limits.</summary>
    public IReadOnlyList<ResourceLimit> Limits { get; init; } = [];

    /// <summary>CPU scheduling.</summary>
    public SchedulerAttributes? Scheduler { get; init; }

    /// <summary>I/O priority as ioprio_set(2) takes it.</summary>
    public int? IoPriority { get; init; }

    /// <summary>Execution domain.</summary>
    public uint? Personality { get; init; }

    /// <summary>NUMA memory policy.</summary>
    public MemoryPolicy? MemoryPolicy { get; init; }

    /// <summary>The CPUs to begin on, as <c>0-3,7</c>.</summary>
    public string? InitialCpus { get; init; }

    /// <summary>The CPUs to run on, as <c>0-3,7</c>.</summary>
    public string? FinalCpus { get; init; }

    /// <summary>The AppArmor profile.</summary>
    public string? ApparmorProfile { get; init; }

    /// <summary>The SELinux label.</summary>
    public string? SelinuxLabel { get; init; }

    /// <summary>The SELinux label of terminals.</summary>
    public string? TerminalLabel { get; init; }

    /// <summary>The name of the session keyring.</summary>
    public string? SessionKeyring { get; init; }
}
