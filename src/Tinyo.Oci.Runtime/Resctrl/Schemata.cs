using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Resctrl;

/// <summary>Lines of a <c>schemata</c> file: a resource, and a value for each of its domains, as <c>L3:0=ff;1=f</c>.</summary>
internal static class Schemata
{
    /// <summary>What a configuration asks for, in the order in which it is written.</summary>
    public static IReadOnlyList<string> Of(LinuxIntelRdt wanted)
    {
        var lines = new List<string>();
        Add(lines, wanted.L3CacheSchema);
        Add(lines, wanted.MemBwSchema);
        foreach (var line in wanted.Schemata)
        {
            Add(lines, line);
        }

        return lines;
    }

    /// <summary>The first line that is not in force in a group; null when all are.</summary>
    public static string? FirstOther(string existing, IReadOnlyList<string> wanted)
    {
        var inForce = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in existing.Split('\n'))
        {
            inForce.UnionWith(Values(line));
        }

        foreach (var line in wanted)
        {
            if (!inForce.IsSupersetOf(Values(line)))
            {
                return line;
            }
        }

        return null;
    }

    private static void Add(List<string> lines, string? text)
    {
        foreach (var line in (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            lines.Add(line);
        }
    }

    // L3:0=00ff;1=f is L3:0=ff and L3:1=f.
    private static List<string> Values(string line)
    {
        var values = new List<string>();
        if (line.Split(':', 2, StringSplitOptions.TrimEntries) is not [var resource, var domains])
        {
            return values;
        }

        foreach (var domain in domains.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (number, value) = domain.Split('=', 2, StringSplitOptions.TrimEntries) is [var left, var right] ? (left, right) : (domain, "");
            values.Add($"{resource}:{Short(number)}={Short(value)}");
        }

        return values;
    }

    private static string Short(string number) => number.TrimStart('0').ToLowerInvariant();
}
