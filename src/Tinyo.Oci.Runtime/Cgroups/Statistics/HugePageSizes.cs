using System.Globalization;
using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Runtime.Cgroups.Statistics;

/// <summary>The sizes of huge pages, as cgroups name them.</summary>
internal static class HugePageSizes
{
    private const string Prefix = "hugepages-", Suffix = "kB";
    private const int Step = 1024;

    /// <summary>The sizes that this machine has.</summary>
    public static IReadOnlyList<string> OfMachine()
    {
        var sizes = new List<string>();
        foreach (var directory in FileSystem.TryList("/sys/kernel/mm/hugepages") ?? [])
        {
            if (Name(directory) is { } name)
            {
                sizes.Add(name);
            }
        }

        sizes.Sort(StringComparer.Ordinal);
        return sizes;
    }

    /// <summary>The name in cgroups of one in sysfs: <c>2MB</c> for <c>hugepages-2048kB</c>; null for what is none.</summary>
    public static string? Name(string directory)
    {
        if (!directory.StartsWith(Prefix, StringComparison.Ordinal) || !directory.EndsWith(Suffix, StringComparison.Ordinal)
            || !long.TryParse(directory.AsSpan(Prefix.Length..^Suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes))
        {
            return null;
        }

        return kilobytes >= Step * Step ? $"{kilobytes / (Step * Step)}GB" : kilobytes >= Step ? $"{kilobytes / Step}MB" : $"{kilobytes}KB";
    }
}
