using System.Text;

namespace Tinyo.Oci.Bench;

/// <summary>Writes the figures between two marks of a Markdown file, which keeps what else it says, and the plot beside it.</summary>
internal sealed class MarkdownReport(Results results)
{
    private const string Begin = "<!-- make bench-report writes this -->";
    private const string End = "<!-- until here -->";

    public void Write(string file)
    {
        var plot = Path.ChangeExtension(file, ".svg");
        File.WriteAllText(plot, new Plot(results).Draw());

        var text = File.ReadAllText(file);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
        {
            throw new BenchException($"{file} lacks the lines '{Begin}' and '{End}'");
        }

        File.WriteAllText(file, text[..(begin + Begin.Length)] + Body(Path.GetFileName(plot)) + text[end..]);
        Console.WriteLine($"bench: wrote {Path.GetFileName(file)} and {Path.GetFileName(plot)}");
    }

    private string Body(string plot)
    {
        var body = new StringBuilder($"\n\n{Machine.Description}, load average {Machine.Load}; {Machine.Versions(results.Contenders)}; {results.Rounds} rounds, {results.ManyRounds} of those with 100.\n{TextReport.Summary(results)}.\n\n![The figures as bars]({plot})\n\n");
        var rows = results.Table().ToList();
        foreach (var row in rows.Where(row => row[1].Length > 0))
        {
            body.Append("| ").AppendJoin(" | ", row).Append(" |\n");
            if (row == rows[0])
            {
                body.Append("|---").Append(string.Concat(Enumerable.Repeat("|---:", row.Length - 1))).Append("|\n");
            }
        }

        foreach (var row in rows.Where(row => row[1].Length == 0))
        {
            body.Append('\n').Append(char.ToUpperInvariant(row[0][0])).Append(row[0].AsSpan(1)).Append(" ms.\n");
        }

        return body.Append('\n').ToString();
    }
}
