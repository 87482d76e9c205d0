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
    /// <param name="context">Where containers are remembered.</param>
    /// <param name="id">The container.</param>
    /// <param name="resources">The new limits.</param>
    /// <param name="rdt">How cache and memory bandwidth are to be divided; null leaves that as it is.</param>
    public static void Execute(RuntimeContext context, ContainerId id, LinuxResources resources, LinuxIntelRdt? rdt = null)
    {
        Validate(context, resources);
        var changesRecord = resources.Devices.Count > 0 || rdt is not null;
        using var container = changesRecord ? Container.OpenLocked(context, id) : Container.Open(context, id);
        if (container.Status(mine: changesRecord) is ContainerStatus.Stopped)
        {
            throw new OciException("container not running");
        }

        // Engines repeat the rules of the create with every update; meanwhile somebody may have allowed more, as for a GPU.
        var fingerprint = DeviceRules.Fingerprint(resources.Devices);
        var rules = fingerprint == container.Record.DeviceRules ? [] : resources.Devices;
        var division = rdt is null ? null : new DivisionUpdate(context, container, rdt);
        var journal = new ResourceJournal();
        try
        {
            Apply(context, container, resources, rules, journal);
            var record = division?.Apply() ?? container.Record;
            var isSet = rules.Count > 0 && new DeviceController(container.Record.Cgroup).Apply(rules, isFresh: false);
            WriteRecord(container, isSet ? record with { DeviceRules = fingerprint } : record);
        }
        catch (Exception failure) when (failure is OciException or LinuxException)
        {
            division?.Undo();
            if (journal.TakeBack() is { Count: > 0 } left)
            {
                throw new OciException($"{failure.Message}; moreover {string.Join("; ", left)}", failure);
            }

            throw;
        }
    }

    private static void Apply(
        RuntimeContext context, Container container, LinuxResources resources, IReadOnlyList<LinuxDeviceCgroup> rules, ResourceJournal journal)
    {
        foreach (var warning in new ResourceWriter(container.Record.Cgroup, journal).Apply(resources))
        {
            context.Log.PlanWarned(warning);
        }

        foreach (var remark in container.Cgroup.Declare(resources, rules.Count > 0 ? DeviceRules.Of(rules) : []))
        {
            context.Log.SystemdNotTold(remark);
        }
    }

    private static void WriteRecord(Container container, ContainerRecord record)
    {
        if (!ReferenceEquals(record, container.Record))
        {
            container.Directory.WriteRecord(record);
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
