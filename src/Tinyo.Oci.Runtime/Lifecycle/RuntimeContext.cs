using Microsoft.Extensions.Logging;
using Tinyo.Oci.Runtime.Resctrl;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>What every operation works with: where containers are remembered, how cgroups are managed, and where to log.</summary>
public sealed record RuntimeContext
{
    /// <summary>Absolute path of the state root, <c>--root</c>.</summary>
    public required string Root { get; init; }

    /// <summary>Receives warnings and debug lines; errors are thrown and logged once by the caller.</summary>
    public required ILogger Log { get; init; }

    /// <summary>Who makes cgroups, <c>--cgroup-manager</c> or <c>--systemd-cgroup</c>.</summary>
    public CgroupManager CgroupManager { get; init; } = CgroupManager.Cgroupfs;

    /// <summary>The resctrl file system; null to look for the machine's when a container is about one.</summary>
    internal IResctrl? Resctrl { get; init; }

    /// <summary><c>--rootless</c>: true, false, or null to find out.</summary>
    public bool? Rootless { get; init; }

    /// <summary>The resctrl file system; null where none is mounted.</summary>
    internal IResctrl? FindResctrl() => Resctrl ?? ResctrlFileSystem.TryFind();
}
