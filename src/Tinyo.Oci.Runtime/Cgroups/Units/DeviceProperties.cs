using System.Globalization;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.Cgroups.Devices;
using Tinyo.Oci.Runtime.Systemd;

namespace Tinyo.Oci.Runtime.Cgroups.Units;

/// <summary>The properties that device rules become, so that a reload of systemd takes no device away.</summary>
internal static class DeviceProperties
{
    private const string ListSignature = "(ss)";

    /// <summary>Adds the properties for rules; none without rules.</summary>
    public static void Add(List<UnitProperty> properties, IReadOnlyList<DeviceRule> rules, SystemdHost host, ICollection<string> warnings)
    {
        if (rules.Count == 0)
        {
            return;
        }

        var list = DeviceList.Fold(rules);
        var (entries, isExact) = list.AllowsAll ? ([], list is { Problem: null, Exceptions.Count: 0 }) : Entries(list, host, warnings);

        // With v2, what is used must be allowed both by systemd and by our own program, so systemd's part may be too much
        // but not too little. With v1 there is one list, which a reload sets to systemd's.
        var allowsAll = (list.AllowsAll && isExact) || (host.IsUnified && !isExact);
        properties.Add(new UnitProperty("DevicePolicy", DBusValue.Of(allowsAll ? "auto" : "strict")));
        properties.Add(new UnitProperty("DeviceAllow", DBusValue.Array(ListSignature, []))); // empties the list
        if (!allowsAll && entries.Count > 0)
        {
            properties.Add(new UnitProperty("DeviceAllow", DBusValue.Array(ListSignature, entries)));
        }
    }

    private static (List<DBusValue> Entries, bool AreAll) Entries(DeviceList list, SystemdHost host, ICollection<string> warnings)
    {
        var entries = new List<DBusValue>();
        foreach (var allowed in list.Exceptions)
        {
            if (Name(allowed, host) is { } name)
            {
                entries.Add(DBusValue.Structure(DBusValue.Of(name), DBusValue.Of(allowed.AccessText)));
            }
            else
            {
                warnings.Add($"systemd has no name for device rule {allowed}");
            }
        }

        return (entries, entries.Count == list.Exceptions.Count);
    }

    private static string? Name(DeviceException devices, SystemdHost host)
    {
        var kind = devices.Kind is DeviceKind.Block ? "block" : "char";
        return (devices.Major, devices.Minor) switch
        {
            (null, null) => $"{kind}-*",
            (null, _) => null,
            ({ } major, null) when host.KnowsDeviceNumbers => $"{kind}-{major}",
            ({ } major, null) => FindGroup(FileSystem.TryReadText("/proc/devices") ?? "", kind, major),
            var (major, minor) => $"/dev/{kind}/{major}:{minor}",
        };
    }

    /// <summary>The name that <c>/proc/devices</c> has for a major number, as systemd before 240 wants it.</summary>
    internal static string? FindGroup(string devices, string kind, uint major)
    {
        var number = major.ToString(CultureInfo.InvariantCulture);
        var isIn = false;
        foreach (var line in devices.Split('\n'))
        {
            if (line.EndsWith(" devices:", StringComparison.Ordinal))
            {
                isIn = line.StartsWith(kind, StringComparison.OrdinalIgnoreCase); // Character devices: and Block devices:
            }
            else if (isIn && line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var found, var name] && found == number)
            {
                return $"{kind}-{name}";
            }
        }

        return null;
    }
}
