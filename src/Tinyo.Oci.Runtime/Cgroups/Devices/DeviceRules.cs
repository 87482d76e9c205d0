using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups.Devices;

/// <summary>All rules of a container in order, of which the last that fits decides: nothing, then what is asked for, then what every container may use.</summary>
internal static class DeviceRules
{
    private static readonly DeviceRule s_nothing = new(false, null, null, null, DeviceAccess.All);

    /// <summary>What every container may use.</summary>
    public static IReadOnlyList<DeviceRule> Defaults { get; } =
    [
        new(true, DeviceKind.Character, null, null, DeviceAccess.Mknod),
        new(true, DeviceKind.Block, null, null, DeviceAccess.Mknod),
        Character(1, 3), // null
        Character(1, 5), // zero
        Character(1, 7), // full
        Character(1, 8), // random
        Character(1, 9), // urandom
        Character(5, 0), // tty
        Character(5, 2), // ptmx
        Character(136, null), // pts/*
        Character(10, 200), // net/tun
    ];

    /// <summary>The rules, without what later ones decide anyway.</summary>
    public static IReadOnlyList<DeviceRule> Of(IReadOnlyList<LinuxDeviceCgroup> asked)
    {
        var rules = new List<DeviceRule>(1 + asked.Count + Defaults.Count) { s_nothing };
        foreach (var device in asked)
        {
            rules.Add(DeviceRule.Of(device));
        }

        if (rules is not [.., { Allow: true, IsTotal: true }])
        {
            rules.AddRange(Defaults);
        }

        return Needed(rules);
    }

    private static List<DeviceRule> Needed(List<DeviceRule> rules)
    {
        var needed = new List<DeviceRule>(rules.Count);
        for (var index = rules.Count - 1; index >= 0; index--)
        {
            var rule = rules[index];
            var left = rule.Access;
            foreach (var later in needed)
            {
                left = later.Covers(rule) ? left & ~later.Access : left;
            }

            // What is allowed stays whole: the lists of v1 are to show it as it was asked for.
            if (left is not DeviceAccess.None)
            {
                needed.Add(rule.Allow ? rule : rule with { Access = left });
            }
        }

        needed.Reverse();
        return needed;
    }

    /// <summary>A number that is the same for the same rules, and for others almost never.</summary>
    public static ulong Fingerprint(IReadOnlyList<LinuxDeviceCgroup> asked)
    {
        const ulong Basis = 0xcbf29ce484222325, Prime = 0x100000001b3; // FNV-1a
        var hash = Basis;
        foreach (var rule in Of(asked))
        {
            foreach (var part in (ReadOnlySpan<ulong>)[rule.Allow ? 1u : 0, (ulong)(rule.Kind ?? 0), rule.Major ?? ulong.MaxValue, rule.Minor ?? ulong.MaxValue, (ulong)rule.Access])
            {
                hash = unchecked((hash ^ part) * Prime);
            }
        }

        return hash;
    }

    /// <summary>Whether the rules allow everything.</summary>
    public static bool AllowAll(IReadOnlyList<DeviceRule> rules) => rules is [{ Allow: true, IsTotal: true }];

    private static DeviceRule Character(uint major, uint? minor) => new(true, DeviceKind.Character, major, minor, DeviceAccess.All);
}
