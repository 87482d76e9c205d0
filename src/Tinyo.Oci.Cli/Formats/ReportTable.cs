using System.Globalization;
using System.Text;
using Tinyo.Oci.Runtime.Lifecycle;

namespace Tinyo.Oci.Cli.Formats;

/// <summary>What <c>list</c> prints for people: columns as runc's, at least 12 wide and 3 apart.</summary>
internal static class ReportTable
{
    private const int NarrowestColumn = 12;
    private const int Gap = 3;

    public static string Write(IReadOnlyList<ContainerReport> reports)
    {
        List<string[]> rows = [["ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER"]];
        foreach (var report in reports)
        {
            rows.Add([
                report.Id, report.Pid.ToString(CultureInfo.InvariantCulture), report.Status, report.Bundle,
                GoTime.Nanoseconds(report.Created), report.Owner,
            ]);
        }

        return Align(rows);
    }

    /// <summary>One id a line.</summary>
    public static string Ids(IReadOnlyList<ContainerReport> reports)
    {
        var text = new StringBuilder();
        foreach (var report in reports)
        {
            text.Append(report.Id).Append('\n');
        }

        return text.ToString();
    }

    private static string Align(List<string[]> rows)
    {
        var widths = new int[rows[0].Length];
        foreach (var row in rows)
        {
            for (var column = 0; column < row.Length; column++)
            {
                widths[column] = Math.Max(widths[column], Math.Max(NarrowestColumn, Width(row[column]) + Gap));
            }
        }

        var text = new StringBuilder();
        foreach (var row in rows)
        {
            for (var column = 0; column < row.Length - 1; column++)
            {
                text.Append(row[column]).Append(' ', widths[column] - Width(row[column]));
            }

            text.Append(row[^1]).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>In characters, a surrogate pair counted once.</summary>
    private static int Width(string cell)
    {
        var width = 0;
        foreach (var _ in cell.EnumerateRunes())
        {
            width++;
        }

        return width;
    }
}
