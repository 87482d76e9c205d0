using System.Globalization;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups.Units;

/// <summary>The properties that files of cgroup v2, as <c>linux.resources.unified</c> names them, become.</summary>
internal static class UnifiedProperties
{
    /// <summary>Adds what systemd knows of; the rest is left to the cgroup's files.</summary>
    public static void Add(ResourceProperties limits, IReadOnlyDictionary<string, string> unified)
    {
        foreach (var (file, text) in unified)
        {
            if (file.Contains('/', StringComparison.Ordinal))
            {
                throw new OciException($"linux.resources.unified '{file}' is no name of a file: it has a slash");
            }

            Add(limits, file, text.Trim());
        }

        // The weight of an idle cgroup counts for nothing, whichever was named last.
        if (unified.TryGetValue("cpu.idle", out var idle) && idle.Trim() is "1")
        {
            limits.AddIdle();
        }
    }

    private static void Add(ResourceProperties limits, string file, string value)
    {
        switch (file)
        {
            case "cpu.idle" or "memory.oom.group":
                break; // the one is handled above, the other only when a scope is made
            case "cpu.max":
                AddCpuMax(limits, value);
                break;
            case "cpu.weight":
                limits.AddLimit("CPUWeight", Number(file, value));
                break;
            case "cpuset.cpus":
                limits.AddCpuSet("AllowedCPUs", value);
                break;
            case "cpuset.mems":
                limits.AddCpuSet("AllowedMemoryNodes", value);
                break;
            case "pids.max":
                limits.AddPids(new LinuxPids { Limit = Number(file, value) });
                break;
            default:
                AddOther(limits, file, value);
                break;
        }
    }

    private static void AddOther(ResourceProperties limits, string file, string value)
    {
        if (MemoryProperty(file) is { } name)
        {
            limits.AddLimit(name, Number(file, value));
        }
        else
        {
            limits.Warn($"systemd has no property for linux.resources.unified '{file}': it is set in the cgroup alone");
        }
    }

    private static string? MemoryProperty(string file) => file switch
    {
        "memory.max" => "MemoryMax",
        "memory.high" => "MemoryHigh",
        "memory.low" => "MemoryLow",
        "memory.min" => "MemoryMin",
        "memory.swap.max" => "MemorySwapMax",
        _ => null,
    };

    private static void AddCpuMax(ResourceProperties limits, string value)
    {
        var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > 2)
        {
            throw Wrong("cpu.max", value);
        }

        limits.AddQuota(Number("cpu.max", words[0]), words.Length == 2 ? (ulong)Number("cpu.max", words[1]) : 0);
    }

    private static long Number(string file, string value) =>
        value is "max" ? -1
        : long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw Wrong(file, value);

    private static OciException Wrong(string file, string value) =>
        new($"linux.resources.unified '{file}' is '{value}': a number or max is expected");
}
