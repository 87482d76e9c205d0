namespace Tinyo.Oci.Bench;

/// <summary>The table for a terminal.</summary>
internal sealed class TextReport(Results results)
{
    public void Print()
    {
        var rows = results.Table().ToList();
        var full = rows.Where(row => row[1].Length > 0).ToList(); // the others are one line of text
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => full.Max(row => row[column].Length)).ToArray();

        Console.WriteLine();
        Console.WriteLine($"{Machine.Description}, load average {Machine.Load}");
        Console.WriteLine(Machine.Versions(results.Contenders));
        Console.WriteLine();
        foreach (var row in rows)
        {
            Console.WriteLine(string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))).TrimEnd());
        }

        Console.WriteLine();
        Console.WriteLine(Summary(results));
    }

    /// <summary>How many goals are met.</summary>
    public static string Summary(Results results)
    {
        var goals = results.Goals().ToList();
        return $"{goals.Count(goal => goal.Ratio <= goal.Goal)} of {goals.Count} goals met";
    }
}
