using System.Collections.ObjectModel;
using Tinyo.Oci.Runtime.Resctrl;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.State;

/// <summary>What is remembered of a container from its create to its delete: facts, never a status.</summary>
internal sealed record ContainerRecord
{
    /// <summary>The specification's version that the bundle names.</summary>
    public required string OciVersion { get; init; }

    /// <summary>The container's id.</summary>
    public required string Id { get; init; }

    /// <summary>Absolute path of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>Absolute path of the root filesystem.</summary>
    public required string Rootfs { get; init; }

    /// <summary>When the container was created, UTC.</summary>
    public required DateTime Created { get; init; }

    /// <summary>The init process's pid on the host, 0 while there is none yet.</summary>
    public int Pid { get; init; }

    /// <summary>When the init process started, in clock ticks after boot: tells it from a later process with its pid.</summary>
    public ulong StartTime { get; init; }

    /// <summary>Whether the configuration names a program; without one there is nothing to start.</summary>
    public bool HasProcess { get; init; } = true;

    /// <summary>Whether the container lives in a pid namespace that others use too, so that the death of init does not end the rest.</summary>
    public bool SharedPidNamespace { get; init; }

    /// <summary>The configuration's annotations.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The container's cgroups.</summary>
    public CgroupRecord Cgroup { get; init; } = CgroupRecord.None;

    /// <summary>A fingerprint of the device rules that were set last, so that an update which repeats them leaves alone what others have allowed since.</summary>
    public ulong DeviceRules { get; init; }

    /// <summary>The container's groups in resctrl; null for none.</summary>
    public ResctrlPlace? Resctrl { get; init; }

    /// <summary>The socket of whoever decides about the program's system calls; null when nobody does.</summary>
    public string? SeccompListener { get; init; }

    /// <summary>What that one is told besides.</summary>
    public string? SeccompMetadata { get; init; }

    /// <summary>What processes that join the container have of it.</summary>
    public ProgramRecord Program { get; init; } = ProgramRecord.None;

    /// <summary>Hooks that run after the program has started.</summary>
    public IReadOnlyList<Hook> Poststart { get; init; } = [];

    /// <summary>Hooks that run after the container is deleted.</summary>
    public IReadOnlyList<Hook> Poststop { get; init; } = [];
}
