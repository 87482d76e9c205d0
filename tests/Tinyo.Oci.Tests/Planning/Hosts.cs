using Tinyo.Oci.Runtime.Planning;

namespace Tinyo.Oci.Tests.Planning;

/// <summary>Hosts that plans are made for.</summary>
internal static class Hosts
{
    /// <summary>Version 1 trees, one of two controllers, one where the caller is not at the top, and a version 2 tree beside them.</summary>
    internal static HostFacts Hybrid { get; } = new()
    {
        Cgroups =
        [
            Legacy("cpu,cpuacct", "/"),
            Legacy("memory", "/engine"),
            new CgroupHierarchy { Version = 1, Controllers = ["name=systemd"], MountPoint = "/sys/fs/cgroup/systemd", OwnPath = "/" },
            new CgroupHierarchy { Version = 2, MountPoint = "/sys/fs/cgroup/unified", OwnPath = "/" },
        ],
    };

    /// <summary>Version 2 alone.</summary>
    internal static HostFacts Unified { get; } = new()
    {
        Cgroups = [new CgroupHierarchy { Version = 2, MountPoint = "/sys/fs/cgroup", OwnPath = "/system.slice/engine.service" }],
    };

    /// <summary>Version 2 alone, and a caller who is not root.</summary>
    internal static HostFacts Rootless { get; } = Unified with { Euid = 1000, Rootless = true };

    private static CgroupHierarchy Legacy(string controllers, string ownPath) => new()
    {
        Version = 1,
        Controllers = controllers.Split(','),
        MountPoint = $"/sys/fs/cgroup/{controllers}",
        OwnPath = ownPath,
    };
}
