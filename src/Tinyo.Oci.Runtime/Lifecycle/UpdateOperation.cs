using Tinyo.Oci.Linux;
using Tinyo.Oci.Runtime.Cgroups.Devices;
using Tinyo.Oci.Runtime.Cgroups.Resources;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Changes a container's limits; what is not asked for stays as it is.</summary>
public static class UpdateOperation
{
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
        foreach (var warning in new ResourceWriter(container.Record.Cgroup, journal).Apply(resources))
        {
            context.Log.PlanWarned(warning);
        }

        // Engines repeat the rules of the create with every update; meanwhile somebody may have allowed more, as for a GPU.
        var fingerprint = DeviceRules.Fingerprint(resources.Devices);
        var setsDevices = resources.Devices.Count > 0 && fingerprint != container.Record.DeviceRules;
        foreach (var remark in container.Cgroup.Declare(resources, setsDevices ? DeviceRules.Of(resources.Devices) : []))
        {
            context.Log.SystemdNotTold(remark);
        }

        if (setsDevices && new DeviceController(container.Record.Cgroup).Apply(resources.Devices, isFresh: false))
        {
            container.Directory.WriteRecord(container.Record with { DeviceRules = fingerprint });
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
