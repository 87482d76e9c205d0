using Tinyo.Oci.Runtime.Cgroups;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Decides on the cgroups of a new container.</summary>
internal static class ContainerCgroup
{
    /// <summary>The cgroups of a new container, of which none is made yet; refuses places that are in use.</summary>
    public static ICgroup Plan(RuntimeContext context, CgroupPlan plan, HostFacts facts)
    {
        // Who asks for no place in particular can do without one: the container then stays in its caller's cgroup.
        var tolerant = facts.Rootless && !plan.Explicit;
        return context.CgroupManager switch
        {
            CgroupManager.Disabled => new NoCgroup(),
            CgroupManager.Systemd => throw new OciException(
                "--systemd-cgroup is not supported yet by this build: leave it out, or use --cgroup-manager cgroupfs"),
            _ when tolerant && facts.Cgroups.Count == 0 => new NoCgroup(),
            _ => Cgroup.Open(CgroupPlacement.Find(plan, facts.Cgroups), tolerant),
        };
    }
}
