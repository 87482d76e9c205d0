using System.Collections.ObjectModel;

namespace Tinyo.Oci.Spec;

/// <summary>The limits of a container's cgroup.</summary>
public sealed record LinuxResources
{
    /// <summary>Which devices may be used: rules in order, the last that fits decides.</summary>
    public IReadOnlyList<LinuxDeviceCgroup> Devices { get; init; } = [];

    /// <summary>Memory.</summary>
    public LinuxMemory? Memory { get; init; }

    /// <summary>CPU time and placement.</summary>
    public LinuxCpu? Cpu { get; init; }

    /// <summary>How many processes and threads.</summary>
    public LinuxPids? Pids { get; init; }

    /// <summary>Block device bandwidth.</summary>
    public LinuxBlockIO? BlockIO { get; init; }

    /// <summary>Huge pages, by page size.</summary>
    public IReadOnlyList<LinuxHugepageLimit> HugepageLimits { get; init; } = [];

    /// <summary>Traffic classes of cgroup v1.</summary>
    public LinuxNetwork? Network { get; init; }

    /// <summary>RDMA resources, by device.</summary>
    public IReadOnlyDictionary<string, LinuxRdma> Rdma { get; init; } = ReadOnlyDictionary<string, LinuxRdma>.Empty;

    /// <summary>Files of cgroup v2 and what is written to them.</summary>
    public IReadOnlyDictionary<string, string> Unified { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}
