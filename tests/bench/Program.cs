// Times container runtimes side by side: `bench ROOM NAME=PATH...`, ours first. Called by run.sh, which says what ROOM holds.
using Tinyo.Oci.Bench;

var room = args[0];
var bundles = new Bundles(room);
var contenders = args[1..].Select(word => word.Split('=', 2)).Select(pair => new Contender(pair[0], pair[1], room, bundles)).ToList();
Kernel.BecomeSubreaper();

try
{
    if (Machine.IsBusy)
    {
        Console.WriteLine($"bench: this machine is busy, load average {Machine.Load}: the medians will be of little use");
    }

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

    var results = new Results(contenders, Settings.Rounds, Math.Max(1, Settings.Rounds / 20));
    new Rounds(results, room, bundles.RootFilesystem).Measure();
    new TextReport(results).Print();
    if (Settings.Report is { } file)
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
