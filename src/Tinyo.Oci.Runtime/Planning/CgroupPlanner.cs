using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Plans the cgroup that the container lives in.</summary>
internal static class CgroupPlanner
{
    internal static CgroupPlan Plan(string id, LinuxSpec linux) => linux.CgroupsPath is { Length: > 0 } path
        ? new CgroupPlan { Path = Clean(path), Explicit = true, WantsResources = Wants(linux.Resources) }
        : new CgroupPlan { Path = id, WantsResources = Wants(linux.Resources) };

    // systemd's slice:prefix:name comes through as it is.
    private static string Clean(string path)
    {
        var clean = ContainerPath.Clean(path);
        return path.StartsWith('/') ? clean : clean[1..];
    }

    private static bool Wants(LinuxResources? resources) => resources is not null && (
        resources.Devices.Count > 0 || resources.Memory is not null || resources.Cpu is not null || resources.Pids is not null ||
        resources.BlockIO is not null || resources.HugepageLimits.Count > 0 || resources.Network is not null ||
        resources.Rdma.Count > 0 || resources.Unified.Count > 0);
}
