using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Plans the cgroup that the container lives in.</summary>
internal static class CgroupPlanner
{
    private const string MakeNode = "CAP_MKNOD";

    internal static CgroupPlan Plan(string id, LinuxSpec linux, LinuxCapabilities? capabilities)
    {
        var wants = Wants(linux.Resources, capabilities);
        return linux.CgroupsPath is { Length: > 0 } path
            ? new CgroupPlan { Path = Clean(path), Explicit = true, WantsResources = wants }
            : new CgroupPlan { Path = id, WantsResources = wants };
    }

    // systemd's slice:prefix:name comes through as it is.
    private static string Clean(string path)
    {
        var clean = ContainerPath.Clean(path);
        return path.StartsWith('/') ? clean : clean[1..];
    }

    private static bool Wants(LinuxResources? resources, LinuxCapabilities? capabilities) => resources is not null && (
        WantsDevices(resources.Devices, capabilities) || resources.Memory is not null || resources.Cpu is not null || resources.Pids is not null ||
        resources.BlockIO is not null || resources.HugepageLimits.Count > 0 || resources.Network is not null ||
        resources.Rdma.Count > 0 || resources.Unified.Count > 0);

    // The rule that every engine begins with denies what a program without CAP_MKNOD could not make a node for.
    private static bool WantsDevices(IReadOnlyList<LinuxDeviceCgroup> rules, LinuxCapabilities? capabilities) => rules switch
    {
        [] => false,
        [{ Allow: false, Type: null or "" or "a", Major: null or -1, Minor: null or -1 }] => Holds(capabilities?.Bounding, MakeNode),
        _ => true,
    };

    private static bool Holds(IReadOnlyList<string>? names, string name)
    {
        foreach (var held in names ?? [])
        {
            if (held == name)
            {
                return true;
            }
        }

        return false;
    }
}
