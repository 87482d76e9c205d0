using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Decides everything about a container. Makes no system calls: the same request and facts give the same plan.</summary>
public static class ContainerPlanner
{
    // crun's annotation: Podman gives it for --group-add keep-groups.
    internal const string KeepGroups = "run.oci.keep_original_groups";

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
        cgroup = cgroup with { Owner = CgroupOwner.Of(spec, namespaces, facts) };
        var mounts = Mounts(request, namespaces, request.MakesNoCgroup ? null : cgroup.Path, facts, warnings);
        mounts = MountLabels.Add(mounts, linux.MountLabel, spec.Annotations);
        var plan = new ContainerPlan
        {
            Id = request.Id,
            OciVersion = spec.OciVersion,
            Bundle = request.Bundle.Path,
            Annotations = spec.Annotations,
            Namespaces = namespaces,
            NetDevices = NetDevices(linux),
            RootFilesystem = RootFilesystemPlanner.Plan(request, namespaces),
            Mounts = mounts,
            Devices = DevicePlanner.Plan(linux, mounts, namespaces, facts),
            Kernel = KernelPlanner.Plan(spec, linux),
            Process = spec.Process is { } process ? Process(process, spec, linux, request, facts, warnings) : null,
            SeccompListener = SeccompPlanner.Listener(linux.Seccomp),
            SeccompMetadata = linux.Seccomp?.ListenerMetadata,
            Cgroup = cgroup,
            IntelRdt = linux.IntelRdt,
            Hooks = spec.Hooks ?? s_noHooks,
        };
        return new PlanResult(plan, warnings);
    }

    private static List<NetDevicePlan> NetDevices(LinuxSpec linux)
    {
        var plans = new List<NetDevicePlan>(linux.NetDevices.Count);
        foreach (var (name, device) in linux.NetDevices)
        {
            plans.Add(new NetDevicePlan(name, device.Name is null or "" ? name : device.Name));
        }

        return plans;
    }

    private static ProcessPlan Process(ProcessSpec process, RuntimeSpec spec, LinuxSpec linux, PlanRequest request, HostFacts facts, List<string> warnings)
    {
        var plan = ProcessPlanner.Plan(process, linux, facts, request.PreserveFds) with
        {
            KeepGroups = spec.Annotations.ContainsKey(KeepGroups),
            SessionKeyring = request.NoNewKeyring ? null : $"_ses.{request.Id}",
        };
        // Whoever enters another user namespace has them all there.
        var lacking = ProcessPlanner.HasUserNamespace(linux) ? 0 : GrantableCapabilities.Lacking(plan.Capabilities, facts.Capabilities);
        if (lacking == 0)
        {
            return plan;
        }

        warnings.Add(GrantableCapabilities.Warning(lacking));
        return GrantableCapabilities.Without(plan, lacking);
    }

    private static IReadOnlyList<MountPlan> Mounts(
        PlanRequest request, NamespacePlan namespaces, string? cgroupPath, HostFacts facts, List<string> warnings)
    {
        var cgroups = new CgroupMountPlanner(cgroupPath, namespaces.Has(CloneFlags.CLONE_NEWCGROUP), facts);
        var isConfined = facts.InUserNamespace || namespaces.Has(CloneFlags.CLONE_NEWUSER);
        var plans = MountPlanner.Plan(request.Bundle.Spec.Mounts, request.Bundle.Path, cgroups, new IdMapPlanner(namespaces, facts), isConfined, warnings);
        RootlessRules.Check(plans, namespaces, facts);
        return plans;
    }
}
