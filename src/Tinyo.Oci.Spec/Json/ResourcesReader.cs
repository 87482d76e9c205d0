namespace Tinyo.Oci.Spec.Json;

/// <summary>Reads <c>linux.resources</c> of <c>config.json</c>, or of <c>update --resources</c>.</summary>
internal static class ResourcesReader
{
    internal static LinuxResources LinuxResources(ref JsonCursor json) => json.Object(
        new LinuxResources(),
        static (ref json, it) => json.Name switch
        {
            "devices" => it with { Devices = json.List(LinuxDeviceCgroup) },
            "memory" => it with { Memory = LinuxMemory(ref json) },
            "cpu" => it with { Cpu = LinuxCpu(ref json) },
            "pids" => it with { Pids = LinuxPids(ref json) },
            "blockIO" => it with { BlockIO = LinuxBlockIO(ref json) },
            "hugepageLimits" => it with { HugepageLimits = json.List(LinuxHugepageLimit) },
            "network" => it with { Network = LinuxNetwork(ref json) },
            "rdma" => it with { Rdma = json.Map(LinuxRdma) },
            "unified" => it with { Unified = json.TextMap() },
            _ => json.Skip(it),
        });

    internal static LinuxDeviceCgroup LinuxDeviceCgroup(ref JsonCursor json) => json.Object(
        new LinuxDeviceCgroup { Allow = false },
        static (ref json, it) => json.Name switch
        {
            "allow" => it with { Allow = json.Flag() },
            "type" => it with { Type = json.Text() },
            "major" => it with { Major = json.Int64() },
            "minor" => it with { Minor = json.Int64() },
            "access" => it with { Access = json.Text() },
            _ => json.Skip(it),
        },
        "allow");

    internal static LinuxMemory LinuxMemory(ref JsonCursor json) => json.Object(
        new LinuxMemory(),
        static (ref json, it) => json.Name switch
        {
            "limit" => it with { Limit = json.Int64() },
            "reservation" => it with { Reservation = json.Int64() },
            "swap" => it with { Swap = json.Int64() },
            "kernel" => it with { Kernel = json.Int64() },
            "kernelTCP" => it with { KernelTCP = json.Int64() },
            "swappiness" => it with { Swappiness = json.UInt64() },
            "disableOOMKiller" => it with { DisableOOMKiller = json.Flag() },
            "useHierarchy" => it with { UseHierarchy = json.Flag() },
            "checkBeforeUpdate" => it with { CheckBeforeUpdate = json.Flag() },
            _ => json.Skip(it),
        });

    internal static LinuxCpu LinuxCpu(ref JsonCursor json) => json.Object(
        new LinuxCpu(),
        static (ref json, it) => json.Name switch
        {
            "shares" => it with { Shares = json.UInt64() },
            "quota" => it with { Quota = json.Int64() },
            "burst" => it with { Burst = json.UInt64() },
            "period" => it with { Period = json.UInt64() },
            "realtimeRuntime" => it with { RealtimeRuntime = json.Int64() },
            "realtimePeriod" => it with { RealtimePeriod = json.UInt64() },
            "cpus" => it with { Cpus = json.Text() },
            "mems" => it with { Mems = json.Text() },
            "idle" => it with { Idle = json.Int64() },
            _ => json.Skip(it),
        });

    internal static LinuxPids LinuxPids(ref JsonCursor json) => json.Object(
        new LinuxPids(),
        static (ref json, it) => json.Name switch
        {
            "limit" => it with { Limit = json.Int64() },
            _ => json.Skip(it),
        });

    internal static LinuxBlockIO LinuxBlockIO(ref JsonCursor json) => json.Object(
        new LinuxBlockIO(),
        static (ref json, it) => json.Name switch
        {
            "weight" => it with { Weight = json.UInt16() },
            "leafWeight" => it with { LeafWeight = json.UInt16() },
            "weightDevice" => it with { WeightDevice = json.List(LinuxWeightDevice) },
            "throttleReadBpsDevice" => it with { ThrottleReadBpsDevice = json.List(LinuxThrottleDevice) },
            "throttleWriteBpsDevice" => it with { ThrottleWriteBpsDevice = json.List(LinuxThrottleDevice) },
            "throttleReadIOPSDevice" => it with { ThrottleReadIOPSDevice = json.List(LinuxThrottleDevice) },
            "throttleWriteIOPSDevice" => it with { ThrottleWriteIOPSDevice = json.List(LinuxThrottleDevice) },
            _ => json.Skip(it),
        });

    internal static LinuxWeightDevice LinuxWeightDevice(ref JsonCursor json) => json.Object(
        new LinuxWeightDevice { Major = 0, Minor = 0 },
        static (ref json, it) => json.Name switch
        {
            "major" => it with { Major = json.Int64() },
            "minor" => it with { Minor = json.Int64() },
            "weight" => it with { Weight = json.UInt16() },
            "leafWeight" => it with { LeafWeight = json.UInt16() },
            _ => json.Skip(it),
        },
        "major", "minor");

    internal static LinuxThrottleDevice LinuxThrottleDevice(ref JsonCursor json) => json.Object(
        new LinuxThrottleDevice { Major = 0, Minor = 0 },
        static (ref json, it) => json.Name switch
        {
            "major" => it with { Major = json.Int64() },
            "minor" => it with { Minor = json.Int64() },
            "rate" => it with { Rate = json.UInt64() },
            _ => json.Skip(it),
        },
        "major", "minor");

    internal static LinuxHugepageLimit LinuxHugepageLimit(ref JsonCursor json) => json.Object(
        new LinuxHugepageLimit { PageSize = "", Limit = 0 },
        static (ref json, it) => json.Name switch
        {
            "pageSize" => it with { PageSize = json.Text() },
            "limit" => it with { Limit = json.UInt64() },
            _ => json.Skip(it),
        },
        "pageSize", "limit");

    internal static LinuxNetwork LinuxNetwork(ref JsonCursor json) => json.Object(
        new LinuxNetwork(),
        static (ref json, it) => json.Name switch
        {
            "classID" => it with { ClassID = json.UInt32() },
            "priorities" => it with { Priorities = json.List(LinuxInterfacePriority) },
            _ => json.Skip(it),
        });

    internal static LinuxInterfacePriority LinuxInterfacePriority(ref JsonCursor json) => json.Object(
        new LinuxInterfacePriority { Name = "", Priority = 0 },
        static (ref json, it) => json.Name switch
        {
            "name" => it with { Name = json.Text() },
            "priority" => it with { Priority = json.UInt32() },
            _ => json.Skip(it),
        },
        "name", "priority");

    internal static LinuxRdma LinuxRdma(ref JsonCursor json) => json.Object(
        new LinuxRdma(),
        static (ref json, it) => json.Name switch
        {
            "hcaHandles" => it with { HcaHandles = json.UInt32() },
            "hcaObjects" => it with { HcaObjects = json.UInt32() },
            _ => json.Skip(it),
        });
}
