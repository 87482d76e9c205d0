using Tinyo.Oci.Linux;
using Tinyo.Oci.Runtime.Cgroups.Devices;
using Tinyo.Oci.Runtime.Cgroups.Resources;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Changes a container's limits; what is not asked for stays as it is.</summary>
public static class UpdateOperation
{
    private static readonly LinuxResources s_none = new();

    /// <summary>Changes a container's limits; what is not asked for stays as it is, and after a failure all of it.</summary>
    public static void Execute(RuntimeContext context, ContainerId id, LinuxResources resources)
    {
        Validate(context, resources);
        var setsDevices = resources.Devices.Count > 0;
        using var container = setsDevices ? Container.OpenLocked(context, id) : Container.Open(context, id);
        if (container.Status(mine: setsDevices) is ContainerStatus.Stopped)
        {
            throw new OciException("container not running");
        }

        var journal = new ResourceJournal();
        try
        {
            Apply(context, container, resources, journal);
        }
        catch (Exception failure) when (failure is OciException or LinuxException)
        {
            if (journal.TakeBack() is { Count: > 0 } left)
            {
                throw new OciException($"{failure.Message}; moreover {string.Join("; ", left)}", failure);
            }

            throw;
        }
    }

    private static void Apply(RuntimeContext context, Container container, LinuxResources resources, ResourceJournal journal)
    {
        foreach (var warning in new ResourceWriter(container.Record.Cgroup, journal).Apply(resources, limits => Declare(context, container, limits, [])))
        {
            context.Log.PlanWarned(warning);
        }

        if (resources.Devices.Count > 0)
        {
            UpdateDevices(context, container, resources.Devices);
        }
    }

    // Engines repeat the rules of the create with every update; meanwhile somebody may have allowed more, as for a GPU.
    private static void UpdateDevices(RuntimeContext context, Container container, IReadOnlyList<LinuxDeviceCgroup> rules)
    {
        var fingerprint = DeviceRules.Fingerprint(rules);
        if (fingerprint == container.Record.DeviceRules)
        {
            return;
        }

        Declare(context, container, s_none, DeviceRules.Of(rules));
        if (new DeviceController(container.Record.Cgroup).Apply(rules, isFresh: false))
        {
            container.Directory.WriteRecord(container.Record with { DeviceRules = fingerprint });
        }
    }

    private static void Declare(RuntimeContext context, Container container, LinuxResources limits, IReadOnlyList<DeviceRule> devices)
    {
        foreach (var remark in container.Cgroup.Declare(limits, devices))
        {
            context.Log.SystemdNotTold(remark);
        }
    }

    private static void Validate(RuntimeContext context, LinuxResources resources)
    {
        var report = SpecValidator.Validate(resources);
        if (report.Errors.Count > 0)
        {
            throw new OciException($"the new limits are invalid: {string.Join("; ", report.Errors)}");
        }

        foreach (var warning in report.Warnings)
        {
            context.Log.PlanWarned($"{warning}");
        }
    }
}
