using Tinyo.Oci.Spec.Json;

namespace Tinyo.Oci.Spec.Validation;

/// <summary>Rules for device nodes.</summary>
internal static class DeviceRules
{
    private const uint PermissionBits = 0xFFF;

    internal static void Check(Findings findings, IReadOnlyList<LinuxDevice> devices)
    {
        for (var index = 0; index < devices.Count; index++)
        {
            Check(findings, $"linux.devices[{index}]", devices[index]);
        }
    }

    private static void Check(Findings findings, string path, LinuxDevice device)
    {
        findings.Absolute($"{path}.path", device.Path);
        if (device.Type is not ("b" or "c" or "u" or "p"))
        {
            findings.Error($"{path}.type", $"found \"{JsonFinding.Shorten(device.Type)}\", expected b, c, u or p");
        }
        else if (device.Type is not "p")
        {
            DeviceNumber(findings, $"{path}.major", device.Major);
            DeviceNumber(findings, $"{path}.minor", device.Minor);
        }

        // Engines have passed on st_mode with the file's type in it.
        if (device.FileMode > PermissionBits)
        {
            findings.Warn($"{path}.fileMode", $"found {device.FileMode}: only the permission bits are used");
        }
    }

    private static void DeviceNumber(Findings findings, string path, long? number)
    {
        if (number is null)
        {
            findings.Error(path, "missing, but required");
        }
        else
        {
            findings.Range(path, number.Value, 0, uint.MaxValue);
        }
    }
}
