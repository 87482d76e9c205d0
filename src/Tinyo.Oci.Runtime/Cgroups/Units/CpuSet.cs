using System.Globalization;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups.Units;

/// <summary>Turns lists of CPUs or memory nodes, as <c>0-3,7</c>, into the bits that systemd wants.</summary>
internal static class CpuSet
{
    private const int Most = 8192;

    /// <summary>One bit a number, the lowest first, no longer than it must be.</summary>
    public static byte[] ToBits(string list)
    {
        var bits = new byte[Most / 8];
        var length = 0;
        foreach (var part in list.Split(',', StringSplitOptions.TrimEntries))
        {
            var (first, last) = Range(part, list);
            for (var number = first; number <= last; number++)
            {
                bits[number / 8] |= (byte)(1 << number % 8);
            }

            length = Math.Max(length, last / 8 + 1);
        }

        return bits[..length];
    }

    private static (int First, int Last) Range(string part, string list)
    {
        var dash = part.IndexOf('-', StringComparison.Ordinal);
        var hasFirst = int.TryParse(dash < 0 ? part : part[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var first);
        var hasLast = int.TryParse(part[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var last);
        return hasFirst && hasLast && first <= last && last < Most
            ? (first, last)
            : throw new OciException($"'{list}' is no list of CPUs or memory nodes: numbers below {Most} and ranges are expected, as 0-3,7");
    }
}
