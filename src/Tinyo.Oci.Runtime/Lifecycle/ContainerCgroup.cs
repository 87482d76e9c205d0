using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.Cgroups;
using Tinyo.Oci.Runtime.Cgroups.Units;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Runtime.Systemd;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Decides on the cgroups of a new container.</summary>
internal static class ContainerCgroup
{
    /// <summary>The cgroups of a new container, of which none is made yet; refuses places that are in use.</summary>
    public static ICgroup Plan(RuntimeContext context, ContainerPlan container, HostFacts facts)
    {
        var plan = container.Cgroup;
        if (plan.Unit is { } unit)
        {
            return PlanUnit(container, unit, facts);
        }

        // Who asks for no place in particular can do without one: the container then stays in its caller's cgroup.
        var tolerant = facts.Rootless && !plan.Explicit;
        return context.CgroupManager switch
        {
            CgroupManager.Disabled => NoCgroup.Instance,
            _ when tolerant && facts.Cgroups.Count == 0 => NoCgroup.Instance,
            _ => Cgroup.Open(CgroupPlacement.Find(plan, facts.Cgroups), tolerant),
        };
    }

    private static SystemdCgroup PlanUnit(ContainerPlan container, UnitName unit, HostFacts facts)
    {
        // As sd_booted(3) asks.
        if (FileSystem.TryStat("/run/systemd/system") is not { IsDirectory: true })
        {
            throw new OciException("systemd is to make the cgroups, but it does not run on this machine: use --cgroup-manager cgroupfs");
        }

        if (facts is { UsersSystemd: true, Unified: null })
        {
            throw new OciException("a user's systemd can make cgroups only on a machine that has cgroup v2 alone: use --cgroup-manager cgroupfs");
        }

        return SystemdCgroup.Plan(new UnitPlan
        {
            Name = unit,
            Id = container.Id,
            IsUsers = facts.UsersSystemd,
            Hierarchies = facts.Cgroups,
            Resources = container.Cgroup.Resources is { } resources ? ContainerLimits.BeforeInitJoins(resources) : null,
            Annotations = AnnotationProperties.Parse(container.Annotations),
        });
    }
}
