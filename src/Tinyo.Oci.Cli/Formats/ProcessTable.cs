using System.Globalization;
using System.Text;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Cli.Formats;

/// <summary>Keeps of the host's <c>ps</c> output the header and the lines of a container.</summary>
internal static class ProcessTable
{
    public static string Filter(string output, IReadOnlyList<int> pids)
    {
        var lines = output.Split('\n');
        var column = PidColumn(lines[0]);
        var text = new StringBuilder(lines[0]).Append('\n');
        foreach (var line in lines.AsSpan(1))
        {
            if (PidOf(line, column) is { } pid && Contains(pids, pid))
            {
                text.Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    private static int PidColumn(string header) =>
        Array.IndexOf(Fields(header), "PID") is >= 0 and var column
            ? column
            : throw new OciException("couldn't find PID field in ps output");

    private static int? PidOf(string line, int column) =>
        Fields(line) is var fields && column < fields.Length && int.TryParse(fields[column], CultureInfo.InvariantCulture, out var pid)
            ? pid
            : null;

    private static string[] Fields(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static bool Contains(IReadOnlyList<int> pids, int wanted)
    {
        foreach (var pid in pids)
        {
            if (pid == wanted)
            {
                return true;
            }
        }

        return false;
    }
}
