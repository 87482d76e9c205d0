using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Decides everything about a container. Makes no system calls: the same request and facts give the same plan.</summary>
public static class ContainerPlanner
{
    private static readonly LinuxSpec s_noLinux = new();
    private static readonly Spec.Hooks s_noHooks = new();

    /// <summary>Plans a container.</summary>
    public static PlanResult Plan(PlanRequest request, HostFacts facts)
    {
        var spec = request.Bundle.Spec;
        var linux = spec.Linux ?? s_noLinux;
        var warnings = new List<string>();
        var namespaces = NamespacePlanner.Plan(linux, facts, warnings);
        var cgroup = request.UsesSystemd ? CgroupPlanner.PlanUnit(request.Id, linux, facts) : CgroupPlanner.Plan(request.Id, linux);
        var mounts = Mounts(request.Bundle.Path, spec.Mounts, namespaces, cgroup, facts);
        PendingFeatures.Warn(spec, linux, warnings);
        var plan = new ContainerPlan
        {
            Id = request.Id,
            OciVersion = spec.OciVersion,
            Bundle = request.Bundle.Path,
            Annotations = spec.Annotations,
            Namespaces = namespaces,
            RootFilesystem = RootFilesystemPlanner.Plan(request, namespaces),
            Mounts = mounts,
            Devices = DevicePlanner.Plan(linux, mounts, namespaces, facts),
            Kernel = KernelPlanner.Plan(spec, linux),
            Process = spec.Process is { } process ? ProcessPlanner.Plan(process, linux, facts, request.PreserveFds) : null,
            Cgroup = cgroup,
            Hooks = spec.Hooks ?? s_noHooks,
        };
        return new PlanResult(plan, warnings);
    }

    private static IReadOnlyList<MountPlan> Mounts(
        string bundle, IReadOnlyList<Mount> mounts, NamespacePlan namespaces, CgroupPlan cgroup, HostFacts facts)
    {
        var cgroups = new CgroupMountPlanner(cgroup.Path, namespaces.Has(CloneFlags.CLONE_NEWCGROUP), facts);
        var plans = MountPlanner.Plan(mounts, bundle, cgroups);
        RootlessRules.Check(plans, namespaces, facts);
        return plans;
    }
}
