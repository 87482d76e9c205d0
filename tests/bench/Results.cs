using System.Globalization;

namespace Tinyo.Oci.Bench;

/// <summary>Everything that was measured; the first contender is ours, the others are its peers.</summary>
internal sealed class Results(IReadOnlyList<Contender> contenders, int rounds, int manyRounds)
{
    /// <summary>Whom the floor's samples belong to.</summary>
    public const string Floor = "floor";

    public IReadOnlyList<Contender> Contenders => contenders;

    public IEnumerable<Contender> Peers => contenders.Skip(1);

    public int Rounds => rounds;

    public int ManyRounds => manyRounds;

    /// <summary>In milliseconds.</summary>
    public Samples Times { get; } = new();

    /// <summary>In KiB.</summary>
    public Samples Memory { get; } = new();

    /// <summary>A row's figure: the median of times, the largest of memory.</summary>
    public double? Figure(Row row, string contender) => (row.IsMemory, row.Verb) switch
    {
        (false, Verb.AboveFloor) => Times.Median(contender, Verb.Run) - Times.Median(Floor, Verb.Run),
        (true, Verb.AnyVerb) => Enum.GetValues<Verb>().Where(verb => verb < Verb.Sequential).Max(verb => Memory.Largest(contender, verb)),
        (true, _) => Memory.Largest(contender, row.Verb),
        _ => Times.Median(contender, row.Verb),
    };

    /// <summary>Ours by a peer's.</summary>
    public double? Ratio(Row row, string peer) => Figure(row, contenders[0].Name) / Figure(row, peer);

    /// <summary>The goals, each with what came of it.</summary>
    public IEnumerable<(Row Row, string Peer, double Goal, double Ratio)> Goals() =>
        from row in Row.All
        from peer in Peers
        let goal = row.Goal(peer.Name)
        let ratio = Ratio(row, peer.Name)
        where goal is not null && ratio is not null
        select (row, peer.Name, goal.Value, ratio.Value);

    /// <summary>The table's cells, its head first.</summary>
    public IEnumerable<string[]> Table()
    {
        yield return ["median (p10), ms; memory: most, KiB", .. contenders.Select(contender => contender.Name), .. Peers.Select(peer => $"/ {peer.Name}")];
        foreach (var row in Row.All)
        {
            yield return [row.Name, .. contenders.Select(contender => Cell(row, contender.Name)), .. Peers.Select(peer => RatioCell(row, peer.Name))];
        }

        yield return [$"the kernel's floor of run: {Number(Times.Median(Floor, Verb.Run))} ({Number(Times.Tenth(Floor, Verb.Run))})", .. contenders.Select(_ => ""), .. Peers.Select(_ => "")];
    }

    /// <summary>Three digits, more or less.</summary>
    public static string Number(double? value) => value switch
    {
        null => "-",
        >= 100 => value.Value.ToString("F0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("F2", CultureInfo.InvariantCulture),
    };

    private string Cell(Row row, string contender) => Figure(row, contender) is not { } figure
        ? "-"
        : Number(figure) + (row.IsMemory || row.Verb == Verb.AboveFloor ? "" : $" ({Number(Times.Tenth(contender, row.Verb))})");

    private string RatioCell(Row row, string peer)
    {
        if (Ratio(row, peer) is not { } ratio)
        {
            return "-";
        }

        var text = ratio.ToString("F2", CultureInfo.InvariantCulture);
        return row.Goal(peer) is { } goal
            ? string.Create(CultureInfo.InvariantCulture, $"{text} (goal {goal:F2}: {(ratio <= goal ? "met" : "missed")})")
            : text;
    }
}
