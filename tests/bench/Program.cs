// Times container runtimes side by side: `bench ROOM NAME=PATH...`, ours first. Called by run.sh, which says what ROOM holds.
using System.Globalization;
using Tinyo.Oci.Bench;

var room = args[0];
var rounds = int.Parse(Environment.GetEnvironmentVariable("BENCH_ROUNDS") is { Length: > 0 } given ? given : "200", CultureInfo.InvariantCulture);
var bundles = new Bundles(room);
var contenders = args[1..].Select(word => word.Split('=', 2)).Select(pair => new Contender(pair[0], pair[1], room, bundles)).ToList();
Kernel.BecomeSubreaper();

try
{
    for (var i = contenders.Count - 1; i >= 0; i--)
    {
        if (contenders[i].WhyNot() is { } reason)
        {
            Console.WriteLine($"bench: {contenders[i].Name} is left out: {reason}");
            if (i == 0)
            {
                return 1;
            }

            contenders[i].Leave();
            contenders.RemoveAt(i);
        }
    }

    var results = new Results(contenders, rounds, Math.Max(1, rounds / 20));
    new Rounds(results, room, bundles.RootFilesystem).Measure();
    new TextReport(results).Print();
    if (Environment.GetEnvironmentVariable("BENCH_REPORT") is { Length: > 0 } file)
    {
        new MarkdownReport(results).Write(file);
    }

    return 0;
}
catch (BenchException e)
{
    Console.Error.WriteLine($"bench: {e.Message}");
    return 1;
}
finally
{
    contenders.ForEach(contender => contender.Leave());
}
