using Tinyo.Oci.Runtime.Cgroups;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Decides on the cgroups of a new container.</summary>
internal static class ContainerCgroup
{
    /// <summary>Where the cgroups of a new container go; makes nothing.</summary>
    /// <param name="context">Names the manager.</param>
    /// <param name="id">The container's id, the cgroup's name when none is asked for.</param>
    /// <param name="cgroupsPath">The configuration's <c>linux.cgroupsPath</c>.</param>
    /// <param name="rootless">Whether this process lacks the rights of root.</param>
    public static ICgroup Plan(RuntimeContext context, ContainerId id, string? cgroupsPath, bool rootless)
    {
        switch (context.CgroupManager)
        {
            case CgroupManager.Disabled:
                return new NoCgroup();
            case CgroupManager.Systemd:
                throw new OciException(
                    "--systemd-cgroup is not supported yet by this build: leave it out, or use --cgroup-manager cgroupfs");
            default:
                // Who asks for no place in particular can do without one: the container then stays in its caller's cgroup.
                var tolerant = rootless && string.IsNullOrEmpty(cgroupsPath);
                var layout = CgroupLayout.Detect();
                return tolerant && layout.Count == 0
                    ? new NoCgroup()
                    : Cgroup.Open(CgroupPlanner.Plan(layout, cgroupsPath, id.ToString()), tolerant);
        }
    }
}
