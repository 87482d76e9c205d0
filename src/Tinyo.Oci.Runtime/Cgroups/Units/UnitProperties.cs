using Tinyo.Oci.Runtime.Systemd;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups.Units;

/// <summary>The properties of a container's unit.</summary>
internal static class UnitProperties
{
    /// <summary>What a unit is made with.</summary>
    /// <param name="plan">The unit.</param>
    /// <param name="pid">Its first process; none for a slice that is made ahead of its processes.</param>
    /// <param name="host">The machine.</param>
    /// <param name="remarks">Takes what systemd can't be told, in words.</param>
    public static IReadOnlyList<UnitProperty> Create(UnitPlan plan, int? pid, SystemdHost host, ICollection<string> remarks)
    {
        var properties = new List<UnitProperty>
        {
            new("Description", DBusValue.Of($"tinyo-oci container {plan.Id}")),
        };
        AddPlace(properties, plan.Name, pid);
        AddAccounting(properties, host);
        properties.Add(new UnitProperty("DefaultDependencies", DBusValue.Of(false)));
        if (plan.Resources is { } resources)
        {
            properties.AddRange(Limits(resources, host, remarks));
            AddOomPolicy(properties, plan.Name, resources, host);
        }

        foreach (var annotation in plan.Annotations)
        {
            properties.RemoveAll(property => property.Name == annotation.Name);
            properties.Add(annotation);
        }

        return properties;
    }

    /// <summary>What limits become, devices apart; what is absent stays as it is.</summary>
    public static IReadOnlyList<UnitProperty> Limits(LinuxResources resources, SystemdHost host, ICollection<string> remarks)
    {
        var limits = new ResourceProperties(host, remarks);
        limits.AddMemory(resources.Memory);
        limits.AddCpu(resources.Cpu);
        limits.AddPids(resources.Pids);
        limits.AddBlockIO(resources.BlockIO);
        if (host.IsUnified)
        {
            UnifiedProperties.Add(limits, resources.Unified);
        }

        return limits.Properties;
    }

    private static void AddPlace(List<UnitProperty> properties, UnitName name, int? pid)
    {
        if (name.IsSlice)
        {
            // A slice's place is in its name; the one above it is only pulled in.
            properties.Add(new UnitProperty("Wants", DBusValue.Texts([name.Slice])));
        }
        else
        {
            properties.Add(new UnitProperty("Slice", DBusValue.Of(name.Slice)));
            properties.Add(new UnitProperty("Delegate", DBusValue.Of(true)));
        }

        if (pid is { } first)
        {
            properties.Add(new UnitProperty("PIDs", UnitProperty.Numbers([(uint)first])));
        }
    }

    // What memory.oom.group is to systemd; it can't be changed later.
    private static void AddOomPolicy(List<UnitProperty> properties, UnitName name, LinuxResources resources, SystemdHost host)
    {
        if (host is { IsUnified: true, KnowsOomPolicy: true } && !name.IsSlice && resources.Unified.TryGetValue("memory.oom.group", out var group))
        {
            properties.Add(new UnitProperty("OOMPolicy", DBusValue.Of(group.Trim() is "1" ? "kill" : "continue")));
        }
    }

    // All of them, so that the kernel need not move processes into a controller later.
    private static void AddAccounting(List<UnitProperty> properties, SystemdHost host)
    {
        string[] names = ["MemoryAccounting", "CPUAccounting", host.IsUnified ? "IOAccounting" : "BlockIOAccounting", "TasksAccounting"];
        foreach (var name in names)
        {
            properties.Add(new UnitProperty(name, DBusValue.Of(true)));
        }
    }
}
