using Tinyo.Oci.Runtime.Cgroups.Devices;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Cgroups.Devices;

/// <summary>Rules at random, and what they mean: the plain reading that programs and lists are held against.</summary>
internal sealed class DeviceSamples(int seed)
{
    private static readonly string[] s_types = ["a", "c", "b", "c", "c", ""];
    private static readonly long?[] s_numbers = [null, -1, 1, 2, 3, 5, 10, 136, 200];
    private static readonly string[] s_access = ["r", "w", "m", "rw", "rm", "wm", "rwm", "rwm", ""];
    private readonly Random _random = new(seed);

    public LinuxDeviceCgroup[] Rules() => [.. Enumerable.Range(0, _random.Next(12)).Select(_ => new LinuxDeviceCgroup
    {
        Allow = _random.Next(2) == 0,
        Type = Any(s_types),
        Major = Any(s_numbers),
        Minor = Any(s_numbers),
        Access = Any(s_access),
    })];

    public (DeviceKind Kind, uint Major, uint Minor, DeviceAccess Access) Use() => (
        _random.Next(2) == 0 ? DeviceKind.Block : DeviceKind.Character,
        (uint)(Any(s_numbers) is > 0 and { } major ? major : 7),
        (uint)(Any(s_numbers) is > 0 and { } minor ? minor : 7),
        (DeviceAccess)_random.Next(1, 8));

    /// <summary>Whether all that is wanted is allowed: for each kind of access the last rule that fits decides.</summary>
    public static bool Allows(LinuxDeviceCgroup[] asked, (DeviceKind Kind, uint Major, uint Minor, DeviceAccess Access) use)
    {
        DeviceRule[] rules = [new(false, null, null, null, DeviceAccess.All), .. asked.Select(DeviceRule.Of)];
        if (!(rules[^1].IsTotal && rules[^1].Allow))
        {
            rules = [.. rules, .. DeviceRules.Defaults];
        }

        return new[] { DeviceAccess.Read, DeviceAccess.Write, DeviceAccess.Mknod }
            .Where(access => use.Access.HasFlag(access))
            .All(access => rules.Last(rule => rule.Fits(use.Kind, use.Major, use.Minor) && rule.Access.HasFlag(access)).Allow);
    }

    private T Any<T>(T[] values) => values[_random.Next(values.Length)];
}
