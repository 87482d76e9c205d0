using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.Cgroups;
using Tinyo.Oci.Runtime.Cgroups.Devices;
using Tinyo.Oci.Runtime.Cgroups.Resources;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Puts a new container under its limits, before any hook runs.</summary>
internal sealed class ContainerLimits(RuntimeContext context, CgroupPlan plan, HostFacts facts)
{
    private const long EnoughForInit = 8 << 20;

    private static readonly LinuxResources s_none = new();

    private bool _isDone;

    // Without privileges over the host device rules can't be set, nor can nodes be made that they would be about.
    private bool CanSetDevices => !facts.Rootless && !facts.InUserNamespace;

    /// <summary>Whether the start of init's runtime takes more memory than the container may have.</summary>
    public bool AreTooLittleForInit => plan.Resources?.Memory?.Limit is > 0 and < EnoughForInit;

    /// <summary>The limits that init can live with from its first moment on, devices apart.</summary>
    public static LinuxResources BeforeInitJoins(LinuxResources resources) =>
        resources with { Pids = null, Devices = [], Unified = Of(resources.Unified, pids: false) };

    /// <summary>Sets the limits that init can live with from its first moment on: what it uses before it joins is not counted.</summary>
    public void SetBeforeInitJoins(CgroupRecord record)
    {
        // A unit is made with them, and systemd will set them anew.
        if (plan is { Unit: null, Resources: { } resources })
        {
            Set(record, BeforeInitJoins(resources));
        }
    }

    /// <summary>The way into the cgroup that has too little memory for the start of init's runtime, which must enter it afterwards; null for none.</summary>
    public LateEntrance? OpenLateEntrance(CgroupRecord record)
    {
        if (!AreTooLittleForInit || new CgroupLayout(record).Of("memory") is not { } cgroup)
        {
            return null;
        }

        // One thread is enough, it is the one that memory is counted by; in version 2 a process can only move as a whole.
        var door = $"{cgroup.Path}/{(cgroup.IsV2 ? "cgroup.procs" : "tasks")}";
        return new LateEntrance(FileSystem.Open(door, OpenFlags.O_WRONLY), cgroup.Path, cgroup.IsV2);
    }

    /// <summary>Sets those that could keep init from its work, such as devices that it mounts.</summary>
    public void SetOnceInitIsSetUp(ICgroup cgroup)
    {
        if (_isDone)
        {
            return;
        }

        _isDone = true;
        var resources = plan.Resources ?? s_none;
        var late = new LinuxResources { Pids = resources.Pids, Unified = Of(resources.Unified, pids: true) };
        Declare(cgroup, late, resources.Devices);
        Set(cgroup.Record, plan.Unit is null ? late : resources);
        SetDevices(cgroup.Record, resources.Devices);
    }

    private void Declare(ICgroup cgroup, LinuxResources resources, IReadOnlyList<LinuxDeviceCgroup> devices)
    {
        if (plan.Unit is not null)
        {
            foreach (var remark in cgroup.Declare(resources, CanSetDevices ? DeviceRules.Of(devices) : []))
            {
                context.Log.SystemdNotTold(remark);
            }
        }
    }

    // Each unified file is written after what it may override.
    private static IReadOnlyDictionary<string, string> Of(IReadOnlyDictionary<string, string> unified, bool pids)
    {
        if (unified.Count == 0)
        {
            return unified;
        }

        var some = new Dictionary<string, string>();
        foreach (var (file, value) in unified)
        {
            if (file.StartsWith("pids.", StringComparison.Ordinal) == pids)
            {
                some[file] = value;
            }
        }

        return some;
    }

    private void Set(CgroupRecord record, LinuxResources resources)
    {
        foreach (var warning in new ResourceWriter(record).Apply(resources))
        {
            context.Log.PlanWarned(warning);
        }
    }

    private void SetDevices(CgroupRecord record, IReadOnlyList<LinuxDeviceCgroup> rules)
    {
        if (!CanSetDevices || new DeviceController(record).Apply(rules, isFresh: true))
        {
            return;
        }

        if (rules.Count > 0)
        {
            context.Log.PlanWarned("linux.resources.devices has no effect: the container has no cgroup of its own");
        }
    }
}
