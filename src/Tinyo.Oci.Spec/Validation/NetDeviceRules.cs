using System.Buffers;
using System.Text;
using Tinyo.Oci.Spec.Json;

namespace Tinyo.Oci.Spec.Validation;

/// <summary>Rules for network interfaces that move into the container.</summary>
internal static class NetDeviceRules
{
    // IFNAMSIZ with the NUL at its end.
    private const int LongestName = 15;

    private static readonly SearchValues<char> s_forbidden = SearchValues.Create("/: \t\r\n\v\f\0");

    internal static void Check(Findings findings, IReadOnlyDictionary<string, LinuxNetDevice> devices, NamespaceSet namespaces)
    {
        if (devices.Count > 0 && !namespaces.Has("network"))
        {
            findings.Error("linux.netDevices", "can't be set without a network namespace");
        }

        var inside = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, device) in devices)
        {
            var path = JsonPath.Member("linux.netDevices", name);
            var renamed = device.Name is null or "" ? name : device.Name;
            Name(findings, path, name);
            if (renamed != name)
            {
                Name(findings, $"{path}.name", renamed);
            }

            // A template stands for as many names as there are numbers.
            if (!inside.Add(renamed) && !renamed.Contains("%d", StringComparison.Ordinal))
            {
                findings.Error(path, $"two interfaces would be \"{JsonFinding.Shorten(renamed)}\" in the container");
            }
        }
    }

    // What dev_valid_name() of the kernel takes.
    private static void Name(Findings findings, string path, string name)
    {
        if (name is "" or "." or ".." || Encoding.UTF8.GetByteCount(name) > LongestName || name.AsSpan().ContainsAny(s_forbidden))
        {
            findings.Error(path, $"\"{JsonFinding.Shorten(name)}\" is not an interface name: 1 to {LongestName} bytes without / : and white space");
        }
    }
}
