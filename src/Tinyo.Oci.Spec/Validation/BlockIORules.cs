namespace Tinyo.Oci.Spec.Validation;

/// <summary>Rules for block device bandwidth.</summary>
internal static class BlockIORules
{
    internal static void Check(Findings findings, string path, LinuxBlockIO? blockIO)
    {
        if (blockIO is null)
        {
            return;
        }

        Weight(findings, $"{path}.weight", blockIO.Weight);
        Weight(findings, $"{path}.leafWeight", blockIO.LeafWeight);
        for (var index = 0; index < blockIO.WeightDevice.Count; index++)
        {
            var (device, at) = (blockIO.WeightDevice[index], $"{path}.weightDevice[{index}]");
            Device(findings, at, device.Major, device.Minor);
            Weight(findings, $"{at}.weight", device.Weight);
            Weight(findings, $"{at}.leafWeight", device.LeafWeight);
        }

        Throttles(findings, $"{path}.throttleReadBpsDevice", blockIO.ThrottleReadBpsDevice);
        Throttles(findings, $"{path}.throttleWriteBpsDevice", blockIO.ThrottleWriteBpsDevice);
        Throttles(findings, $"{path}.throttleReadIOPSDevice", blockIO.ThrottleReadIOPSDevice);
        Throttles(findings, $"{path}.throttleWriteIOPSDevice", blockIO.ThrottleWriteIOPSDevice);
    }

    // 0 is Go's way to say unset.
    private static void Weight(Findings findings, string path, ushort? weight)
    {
        if (weight is not (null or 0))
        {
            findings.Range(path, weight.Value, 10, 1000);
        }
    }

    private static void Throttles(Findings findings, string path, IReadOnlyList<LinuxThrottleDevice> devices)
    {
        for (var index = 0; index < devices.Count; index++)
        {
            Device(findings, $"{path}[{index}]", devices[index].Major, devices[index].Minor);
        }
    }

    private static void Device(Findings findings, string path, long major, long minor)
    {
        findings.Range($"{path}.major", major, 0, uint.MaxValue);
        findings.Range($"{path}.minor", minor, 0, uint.MaxValue);
    }
}
