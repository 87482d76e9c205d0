using System.Globalization;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>The properties that device rules become, so that a reload of systemd takes no device away.</summary>
internal static class DeviceProperties
{
    private const string ListSignature = "(ss)";

    /// <summary>Adds the properties for rules; none without rules.</summary>
    public static void Add(List<UnitProperty> properties, IReadOnlyList<LinuxDeviceCgroup> rules, SystemdHost host, ICollection<string> warnings)
    {
        if (rules.Count == 0)
        {
            return;
        }

        var set = new DeviceRuleSet(rules);
        var entries = new List<DBusValue>();
        var isExact = !(set.AllowsAll && set.HasExceptions);
        foreach (var rule in set.Allowed)
        {
            if (Name(rule, host) is { } name)
            {
                entries.Add(DBusValue.Structure(DBusValue.Of(name), DBusValue.Of(rule.Access!)));
            }
            else
            {
                isExact = false;
                warnings.Add($"systemd has no name for device rule {rule.Type} {Number(rule.Major)}:{Number(rule.Minor)} {rule.Access}");
            }
        }

        // With v2, what is used must be allowed both by systemd and by our own program, so systemd's part may be too much
        // but not too little. With v1 there is one list, which a reload sets to systemd's.
        var allowsAll = (set.AllowsAll && isExact) || (host.IsUnified && !isExact);
        properties.Add(new UnitProperty("DevicePolicy", DBusValue.Of(allowsAll ? "auto" : "strict")));
        properties.Add(new UnitProperty("DeviceAllow", DBusValue.Array(ListSignature, []))); // empties the list
        if (!allowsAll && entries.Count > 0)
        {
            properties.Add(new UnitProperty("DeviceAllow", DBusValue.Array(ListSignature, entries)));
        }
    }

    private static string? Name(LinuxDeviceCgroup rule, SystemdHost host)
    {
        var kind = rule.Type is "b" ? "block" : "char";
        return (DeviceRuleSet.IsAny(rule.Major), DeviceRuleSet.IsAny(rule.Minor)) switch
        {
            (true, true) => $"{kind}-*",
            (true, false) => null,
            (false, true) when host.KnowsDeviceNumbers => $"{kind}-{rule.Major}",
            (false, true) => FindGroup(FileSystem.TryReadText("/proc/devices") ?? "", kind, rule.Major!.Value),
            _ => $"/dev/{kind}/{rule.Major}:{rule.Minor}",
        };
    }

    /// <summary>The name that <c>/proc/devices</c> has for a major number, as systemd before 240 wants it.</summary>
    internal static string? FindGroup(string devices, string kind, long major)
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

    private static string Number(long? number) => DeviceRuleSet.IsAny(number) ? "*" : number!.Value.ToString(CultureInfo.InvariantCulture);
}
