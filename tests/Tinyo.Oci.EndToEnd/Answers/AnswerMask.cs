using System.Text.RegularExpressions;

namespace Tinyo.Oci.EndToEnd.Answers;

/// <summary>Puts names in the place of what differs from run to run.</summary>
internal sealed partial class AnswerMask(string id, string bundle)
{
    private const int PidColumn = 12;
    private readonly List<int> _pids = [];

    /// <summary>Has a pid masked from now on.</summary>
    public void Know(int pid) => _pids.Add(pid);

    /// <summary>Masks the id, the bundle, pids, times and the specification's version, of which each runtime has its own.</summary>
    public string Apply(string text)
    {
        text = text.Replace(bundle, "<bundle>").Replace(id, "<id>");
        foreach (var pid in _pids)
        {
            text = text.Replace($"{pid}".PadRight(PidColumn), "<pid>".PadRight(PidColumn));
            text = Regex.Replace(text, $@"(?<![\d.]){pid}(?![\d.])", "<pid>");
        }

        // Of a time in UTC as many digits are printed as it needs, and a table's column is as wide.
        text = TimeInTable().Replace(Time().Replace(text, "<time>"), "<time>   ");
        text = Usage().Replace(text, "$1<n>");
        return Version().Replace(TimeColumn().Replace(text, "CREATED   "), "$1<version>\"");
    }

    /// <summary>What the host's <c>ps</c> prints: columns are as wide as the machine's numbers.</summary>
    public static string ProcessTable(string text) => ProcessLine().Replace(Blanks().Replace(text, " ").Replace("\n ", "\n"), "$1 <n> <n> <at> <tty> <for> ");

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")]
    private static partial Regex Time();

    [GeneratedRegex("<time> +")]
    private static partial Regex TimeInTable();

    [GeneratedRegex("CREATED +")]
    private static partial Regex TimeColumn();

    [GeneratedRegex(@"((?:current|peak) usage: )\d+")]
    private static partial Regex Usage();

    [GeneratedRegex("(\"ociVersion\": ?\")[^\"]*\"")]
    private static partial Regex Version();

    [GeneratedRegex("(^| ) +", RegexOptions.Multiline)]
    private static partial Regex Blanks();

    // UID PID, then PPID C STIME TTY TIME
    [GeneratedRegex(@"(?<=\n)(root \d+) \d+ \d+ \S+ \S+ \S+ ")]
    private static partial Regex ProcessLine();
}
