using System.Globalization;
using System.Text;
using Tinyo.Oci.Runtime.Lifecycle;

namespace Tinyo.Oci.Cli.Formats;

/// <summary>What <c>state</c> and <c>list --format json</c> print, byte for byte runc's.</summary>
internal static class ReportJson
{
    /// <summary>One container on indented lines, without a newline at the end.</summary>
    public static string State(ContainerReport report)
    {
        var json = new StringBuilder();
        Append(json, report, ": ", "\n  ", "\n    ");
        return json.ToString();
    }

    /// <summary>All containers on one line; <c>null</c> when there are none.</summary>
    public static string List(IReadOnlyList<ContainerReport> reports)
    {
        if (reports.Count == 0)
        {
            return "null\n";
        }

        var json = new StringBuilder("[");
        for (var index = 0; index < reports.Count; index++)
        {
            json.Append(index == 0 ? "" : ",");
            Append(json, reports[index], ":", "", "");
        }

        return json.Append("]\n").ToString();
    }

    private static void Append(StringBuilder json, ContainerReport report, string colon, string newLine, string deeper)
    {
        json.Append('{');
        Name(json, "ociVersion", newLine, colon).AppendJson(report.OciVersion).Append(',');
        Name(json, "id", newLine, colon).AppendJson(report.Id).Append(',');
        Name(json, "pid", newLine, colon).Append(CultureInfo.InvariantCulture, $"{report.Pid},");
        Name(json, "status", newLine, colon).AppendJson(report.Status).Append(',');
        Name(json, "bundle", newLine, colon).AppendJson(report.Bundle).Append(',');
        Name(json, "rootfs", newLine, colon).AppendJson(report.Rootfs).Append(',');
        Name(json, "created", newLine, colon).AppendJson(GoTime.Nanoseconds(report.Created)).Append(',');
        if (report.Annotations.Count > 0)
        {
            AppendMap(Name(json, "annotations", newLine, colon), report.Annotations, colon, newLine, deeper).Append(',');
        }

        Name(json, "owner", newLine, colon).AppendJson(report.Owner).Append(newLine.Length > 0 ? "\n" : "").Append('}');
    }

    // Go sorts a map by its keys.
    private static StringBuilder AppendMap(
        StringBuilder json, IReadOnlyDictionary<string, string> map, string colon, string newLine, string deeper)
    {
        var keys = new List<string>(map.Keys);
        keys.Sort(StringComparer.Ordinal);
        json.Append('{');
        for (var index = 0; index < keys.Count; index++)
        {
            json.Append(index == 0 ? "" : ",").Append(deeper).AppendJson(keys[index]).Append(colon).AppendJson(map[keys[index]]);
        }

        return json.Append(newLine).Append('}');
    }

    private static StringBuilder Name(StringBuilder json, string name, string newLine, string colon) =>
        json.Append(newLine).AppendJson(name).Append(colon);
}
