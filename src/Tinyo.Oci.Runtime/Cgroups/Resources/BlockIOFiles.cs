using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups.Resources;

/// <summary>Block device bandwidth: weights of 0 are unset, as Go has it, and a rate of 0 is no limit.</summary>
internal static class BlockIOFiles
{
    private const string At = "linux.resources.blockIO";
    private const string NoWeights = "no I/O scheduler that knows weights is loaded";

    public static void Plan(LinuxBlockIO blockIO, bool isV2, ResourcePlan plan)
    {
        if (isV2)
        {
            V2(blockIO, plan);
        }
        else
        {
            V1(blockIO, plan);
        }
    }

    private static void V1(LinuxBlockIO blockIO, ResourcePlan plan)
    {
        Weight(plan, "weight", "weight", "", blockIO.Weight);
        Leaf(plan, "leafWeight", "leaf_weight", "", blockIO.LeafWeight);
        for (var index = 0; index < blockIO.WeightDevice.Count; index++)
        {
            var device = blockIO.WeightDevice[index];
            var number = $"{device.Major}:{device.Minor} ";
            Weight(plan, $"weightDevice[{index}].weight", "weight_device", number, device.Weight);
            Leaf(plan, $"weightDevice[{index}].leafWeight", "leaf_weight_device", number, device.LeafWeight);
        }

        Throttle("throttleReadBpsDevice", "read_bps_device", blockIO.ThrottleReadBpsDevice, plan);
        Throttle("throttleWriteBpsDevice", "write_bps_device", blockIO.ThrottleWriteBpsDevice, plan);
        Throttle("throttleReadIOPSDevice", "read_iops_device", blockIO.ThrottleReadIOPSDevice, plan);
        Throttle("throttleWriteIOPSDevice", "write_iops_device", blockIO.ThrottleWriteIOPSDevice, plan);
    }

    // The scheduler that had the file without bfq in its name is gone since Linux 5.0.
    private static void Weight(ResourcePlan plan, string name, string file, string device, ushort? weight)
    {
        if (weight is not (null or 0))
        {
            var write = new ResourceWrite($"{At}.{name}", "blkio", $"blkio.bfq.{file}", $"{device}{weight}");
            plan.Add(write with { Otherwise = write with { File = $"blkio.{file}", Lack = NoWeights } });
        }
    }

    private static void Leaf(ResourcePlan plan, string name, string file, string device, ushort? weight)
    {
        if (weight is not (null or 0))
        {
            plan.Add(new ResourceWrite($"{At}.{name}", "blkio", $"blkio.{file}", $"{device}{weight}") { Lack = NoWeights });
        }
    }

    private static void Throttle(string name, string file, IReadOnlyList<LinuxThrottleDevice> devices, ResourcePlan plan)
    {
        for (var index = 0; index < devices.Count; index++)
        {
            var device = devices[index];
            plan.Add($"{At}.{name}[{index}]", "blkio", $"blkio.throttle.{file}", $"{device.Major}:{device.Minor} {device.Rate}");
        }
    }

    private static void V2(LinuxBlockIO blockIO, ResourcePlan plan)
    {
        UnifiedWeight(plan, "weight", "", blockIO.Weight);
        WarnOfLeaves(blockIO, plan);
        for (var index = 0; index < blockIO.WeightDevice.Count; index++)
        {
            var device = blockIO.WeightDevice[index];
            UnifiedWeight(plan, $"weightDevice[{index}].weight", $"{device.Major}:{device.Minor} ", device.Weight);
        }

        Maximum("throttleReadBpsDevice", "rbps", blockIO.ThrottleReadBpsDevice, plan);
        Maximum("throttleWriteBpsDevice", "wbps", blockIO.ThrottleWriteBpsDevice, plan);
        Maximum("throttleReadIOPSDevice", "riops", blockIO.ThrottleReadIOPSDevice, plan);
        Maximum("throttleWriteIOPSDevice", "wiops", blockIO.ThrottleWriteIOPSDevice, plan);
    }

    private static void UnifiedWeight(ResourcePlan plan, string name, string device, ushort? weight)
    {
        if (weight is { } given and not 0)
        {
            var write = new ResourceWrite($"{At}.{name}", "io", "io.bfq.weight", $"{device}{given}");
            var converted = write with { File = "io.weight", Value = $"{device}{CgroupConversions.IOWeight(given)}", Lack = NoWeights };
            plan.Add(write with { Otherwise = converted });
        }
    }

    private static void WarnOfLeaves(LinuxBlockIO blockIO, ResourcePlan plan)
    {
        var isAsked = (blockIO.LeafWeight ?? 0) is not 0;
        foreach (var device in blockIO.WeightDevice)
        {
            isAsked |= (device.LeafWeight ?? 0) is not 0;
        }

        if (isAsked)
        {
            plan.Warn($"{At}.leafWeight has no effect: cgroup v2 has no such setting");
        }
    }

    private static void Maximum(string name, string key, IReadOnlyList<LinuxThrottleDevice> devices, ResourcePlan plan)
    {
        for (var index = 0; index < devices.Count; index++)
        {
            var device = devices[index];
            var rate = device.Rate is 0 ? "max" : $"{device.Rate}";
            plan.Add($"{At}.{name}[{index}]", "io", "io.max", $"{device.Major}:{device.Minor} {key}={rate}");
        }
    }
}
