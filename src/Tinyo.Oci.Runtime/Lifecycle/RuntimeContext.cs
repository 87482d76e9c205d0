using Microsoft.Extensions.Logging;

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

    /// <summary><c>--rootless</c>: true, false, or null to find out.</summary>
    public bool? Rootless { get; init; }
}
