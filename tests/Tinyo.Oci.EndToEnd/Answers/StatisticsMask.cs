using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tinyo.Oci.EndToEnd.Answers;

/// <summary>Masks the numbers of a line of <c>events</c>, and leaves out what is there or not from run to run.</summary>
internal static class StatisticsMask
{
    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] s_sometimes =
    [
        "cpu.throttling.periods", "cpu.throttling.throttledPeriods", "cpu.throttling.throttledTime", "memory.cache",
        "memory.kernel.usage", "memory.kernel.max", "memory.kernelTCP.usage", "memory.kernelTCP.max",
    ];

    private static readonly string[] s_known = ["memory.usage.limit", "memory.swap.limit", "pids.limit"];

    /// <summary>The line on many lines; a line that is not compact stays as it is, so that it differs.</summary>
    public static string Apply(string line)
    {
        var root = JsonNode.Parse(line)!;
        if (root.ToJsonString() + "\n" != line)
        {
            return line;
        }

        var data = root["data"]!.AsObject();
        Mask("", data);
        Raw(data["memory"]!.AsObject());
        Entries(data["blkio"]!.AsObject(), ["major", "minor", "op", "value"]);
        Entries(data["hugetlb"]!.AsObject(), ["usage", "max", "failcnt"]); // a hybrid machine's is in version 2, which runc passes over
        return root.ToJsonString(s_readable) + "\n";
    }

    private static void Mask(string path, JsonObject members)
    {
        foreach (var (name, value) in members.ToArray())
        {
            var inner = path.Length == 0 ? name : $"{path}.{name}";
            if (s_sometimes.Contains(inner))
            {
                members.Remove(name);
            }
            else if (value is JsonObject below)
            {
                Mask(inner, below);
            }
            else if (value is JsonArray { Count: > 0 } numbers && numbers.All(number => number is JsonValue))
            {
                members[name] = new JsonArray("<n>");
            }
            else if (value is JsonValue && !s_known.Contains(inner))
            {
                members[name] = "<n>";
            }
        }
    }

    // memory.stat has other names on every kernel, in alphabetical order here.
    private static void Raw(JsonObject memory)
    {
        var names = memory["raw"]!.AsObject().Select(member => member.Key).ToArray();
        if (names.Length > 10 && names.SequenceEqual(names.Order(StringComparer.Ordinal)))
        {
            memory["raw"] = new JsonObject { ["<name>"] = "<n>" };
        }
    }

    // Of devices and page sizes: whatever there is must have known members in their order.
    private static void Entries(JsonObject members, string[] known)
    {
        foreach (var (name, value) in members.ToArray())
        {
            var entries = value is JsonArray list ? list.Select(entry => entry!.AsObject()) : [value!.AsObject()];
            if (entries.All(entry => entry.Select(member => member.Key).SequenceEqual(known.Where(entry.ContainsKey)) && entry.All(member => known.Contains(member.Key))))
            {
                members.Remove(name);
            }
        }
    }
}
