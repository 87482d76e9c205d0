using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Plans the cgroup that the container lives in.</summary>
internal static class CgroupPlanner
{
    internal static CgroupPlan Plan(string id, LinuxSpec linux) => linux.CgroupsPath is { Length: > 0 } path
        ? new CgroupPlan { Path = Clean(path), Explicit = true, Resources = linux.Resources }
        : new CgroupPlan { Path = id, Resources = linux.Resources };

    // systemd's slice:prefix:name comes through as it is.
    private static string Clean(string path)
    {
        var clean = ContainerPath.Clean(path);
        return path.StartsWith('/') ? clean : clean[1..];
    }
}
