using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>The properties of a container's unit.</summary>
internal static class UnitProperties
{
    /// <summary>What a unit is made with.</summary>
    /// <param name="request">The unit.</param>
    /// <param name="warnings">Takes what systemd can't be told, in words.</param>
    public static IReadOnlyList<UnitProperty> Create(UnitRequest request, ICollection<string> warnings)
    {
        var properties = new List<UnitProperty>
        {
            new("Description", DBusValue.Of($"tinyo-oci container {request.Id}")),
        };
        AddPlace(properties, request);
        AddAccounting(properties, request.Host);
        properties.Add(new UnitProperty("DefaultDependencies", DBusValue.Of(false)));
        if (request.Resources is { } resources)
        {
            DeviceProperties.Add(properties, resources.Devices, request.Host, warnings);
            properties.AddRange(Update(resources, request.Host, warnings));
        }

        foreach (var annotation in request.Annotations)
        {
            properties.RemoveAll(property => property.Name == annotation.Name);
            properties.Add(annotation);
        }

        return properties;
    }

    /// <summary>What limits are changed to; the devices stay as they are.</summary>
    public static IReadOnlyList<UnitProperty> Update(LinuxResources resources, SystemdHost host, ICollection<string> warnings)
    {
        var limits = new ResourceProperties(host, warnings);
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

    /// <summary>A list of numbers, as of pids.</summary>
    public static DBusValue Numbers(IReadOnlyList<uint> numbers)
    {
        var items = new DBusValue[numbers.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = DBusValue.Of(numbers[i]);
        }

        return DBusValue.Array("u", items);
    }

    private static void AddPlace(List<UnitProperty> properties, UnitRequest request)
    {
        if (request.Name.IsSlice)
        {
            // A slice's place is in its name; the one above it is only pulled in.
            properties.Add(new UnitProperty("Wants", DBusValue.Texts([request.Name.Slice])));
        }
        else
        {
            properties.Add(new UnitProperty("Slice", DBusValue.Of(request.Name.Slice)));
            properties.Add(new UnitProperty("Delegate", DBusValue.Of(true)));
        }

        if (request.Pid is { } pid)
        {
            properties.Add(new UnitProperty("PIDs", Numbers([(uint)pid])));
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
