using System.Text.Json;

namespace Tinyo.Oci.Spec.Json;

/// <summary>Writes <c>linux.resources</c> of <c>config.json</c>.</summary>
internal static class ResourcesWriter
{
    internal static void LinuxResources(Utf8JsonWriter json, LinuxResources it)
    {
        json.WriteStartObject();
        json.ListIfAny("devices", it.Devices, LinuxDeviceCgroup);
        json.Object("memory", it.Memory, LinuxMemory);
        json.Object("cpu", it.Cpu, LinuxCpu);
        json.Object("pids", it.Pids, LinuxPids);
        json.Object("blockIO", it.BlockIO, LinuxBlockIO);
        json.ListIfAny("hugepageLimits", it.HugepageLimits, LinuxHugepageLimit);
        json.Object("network", it.Network, LinuxNetwork);
        json.MapIfAny("rdma", it.Rdma, LinuxRdma);
        json.MapIfAny("unified", it.Unified, static (json, value) => json.WriteStringValue(value));
        json.WriteEndObject();
    }

    internal static void LinuxDeviceCgroup(Utf8JsonWriter json, LinuxDeviceCgroup it)
    {
        json.WriteStartObject();
        json.Flag("allow", it.Allow);
        json.Text("type", it.Type);
        json.Number("major", it.Major);
        json.Number("minor", it.Minor);
        json.Text("access", it.Access);
        json.WriteEndObject();
    }

    internal static void LinuxMemory(Utf8JsonWriter json, LinuxMemory it)
    {
        json.WriteStartObject();
        json.Number("limit", it.Limit);
        json.Number("reservation", it.Reservation);
        json.Number("swap", it.Swap);
        json.Number("kernel", it.Kernel);
        json.Number("kernelTCP", it.KernelTCP);
        json.Number("swappiness", it.Swappiness);
        json.Flag("disableOOMKiller", it.DisableOOMKiller);
        json.Flag("useHierarchy", it.UseHierarchy);
        json.Flag("checkBeforeUpdate", it.CheckBeforeUpdate);
        json.WriteEndObject();
    }

    internal static void LinuxCpu(Utf8JsonWriter json, LinuxCpu it)
    {
        json.WriteStartObject();
        json.Number("shares", it.Shares);
        json.Number("quota", it.Quota);
        json.Number("burst", it.Burst);
        json.Number("period", it.Period);
        json.Number("realtimeRuntime", it.RealtimeRuntime);
        json.Number("realtimePeriod", it.RealtimePeriod);
        json.Text("cpus", it.Cpus);
        json.Text("mems", it.Mems);
        json.Number("idle", it.Idle);
        json.WriteEndObject();
    }

    internal static void LinuxPids(Utf8JsonWriter json, LinuxPids it)
    {
        json.WriteStartObject();
        json.Number("limit", it.Limit);
        json.WriteEndObject();
    }

    internal static void LinuxBlockIO(Utf8JsonWriter json, LinuxBlockIO it)
    {
        json.WriteStartObject();
        json.Number("weight", it.Weight);
        json.Number("leafWeight", it.LeafWeight);
        json.ListIfAny("weightDevice", it.WeightDevice, LinuxWeightDevice);
        json.ListIfAny("throttleReadBpsDevice", it.ThrottleReadBpsDevice, LinuxThrottleDevice);
        json.ListIfAny("throttleWriteBpsDevice", it.ThrottleWriteBpsDevice, LinuxThrottleDevice);
        json.ListIfAny("throttleReadIOPSDevice", it.ThrottleReadIOPSDevice, LinuxThrottleDevice);
        json.ListIfAny("throttleWriteIOPSDevice", it.ThrottleWriteIOPSDevice, LinuxThrottleDevice);
        json.WriteEndObject();
    }

    internal static void LinuxWeightDevice(Utf8JsonWriter json, LinuxWeightDevice it)
    {
        json.WriteStartObject();
        json.Number("major", it.Major);
        json.Number("minor", it.Minor);
        json.Number("weight", it.Weight);
        json.Number("leafWeight", it.LeafWeight);
        json.WriteEndObject();
    }

    internal static void LinuxThrottleDevice(Utf8JsonWriter json, LinuxThrottleDevice it)
    {
        json.WriteStartObject();
        json.Number("major", it.Major);
        json.Number("minor", it.Minor);
        json.Number("rate", it.Rate);
        json.WriteEndObject();
    }

    internal static void LinuxHugepageLimit(Utf8JsonWriter json, LinuxHugepageLimit it)
    {
        json.WriteStartObject();
        json.Text("pageSize", it.PageSize);
        json.Number("limit", it.Limit);
        json.WriteEndObject();
    }

    internal static void LinuxNetwork(Utf8JsonWriter json, LinuxNetwork it)
    {
        json.WriteStartObject();
        json.Number("classID", it.ClassID);
        json.ListIfAny("priorities", it.Priorities, LinuxInterfacePriority);
        json.WriteEndObject();
    }

    internal static void LinuxInterfacePriority(Utf8JsonWriter json, LinuxInterfacePriority it)
    {
        json.WriteStartObject();
        json.Text("name", it.Name);
        json.Number("priority", it.Priority);
        json.WriteEndObject();
    }

    internal static void LinuxRdma(Utf8JsonWriter json, LinuxRdma it)
    {
        json.WriteStartObject();
        json.Number("hcaHandles", it.HcaHandles);
        json.Number("hcaObjects", it.HcaObjects);
        json.WriteEndObject();
    }
}
