using System.Globalization;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Lists of CPUs, as <c>0-3,7</c>.</summary>
internal static class CpuList
{
    private const int MostCpus = 8192;

    /// <summary>The list as the mask that sched_setaffinity(2) takes; null for no list.</summary>
    internal static byte[]? Parse(string? list, string what)
    {
        if (list is null or "")
        {
            return null;
        }

        var mask = new byte[MostCpus / 8];
        var any = false;
        foreach (var part in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (first, last) = Range(part, what);
            for (var cpu = first; cpu <= last; cpu++)
            {
                mask[cpu / 8] |= (byte)(1 << cpu % 8);
                any = true;
            }
        }

        return any ? mask : throw new OciException($"{what}: '{list}' names no CPU");
    }

    private static (int First, int Last) Range(string part, string what)
    {
        var dash = part.IndexOf('-', StringComparison.Ordinal);
        var (from, to) = dash < 0 ? (part, part) : (part[..dash], part[(dash + 1)..]);
        return int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var last) && first <= last && last < MostCpus
            ? (first, last)
            : throw new OciException($"{what}: '{part}' is not a CPU below {MostCpus}, or a range of them");
    }
}
