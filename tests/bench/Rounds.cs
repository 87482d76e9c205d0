namespace Tinyo.Oci.Bench;

/// <summary>Measures everything, in rounds: one of each, in an order that is drawn anew each time, so that what disturbs one disturbs all.</summary>
internal sealed class Rounds(Results results, string room, string rootFilesystem)
{
    private const int Many = 100;
    private const int MemoryRounds = 5;

    private readonly string[] _floor = [Path.Combine(room, "floor"), rootFilesystem, .. CgroupView.Version1];

    public void Measure()
    {
        Say($"{results.Rounds} rounds of one of each, in random order");
        MeasureTimes();
        Say($"{results.ManyRounds} rounds of {Many} in sequence and {Many} in parallel");
        MeasureMany();
        Say("peaks of memory");
        MeasureMemory();
        Say("smallest memory limits");
        MeasureLimits();
    }

    private void MeasureTimes()
    {
        var clock = new Clock();
        var warmups = Math.Min(5, results.Rounds);
        for (var round = -warmups; round < results.Rounds; round++)
        {
            var kept = round >= 0;
            InRandomOrder(results.Contenders
                .SelectMany(contender => contender.Jobs.Select<Func<IGauge, IReadOnlyList<(Verb, double)>>, Action>(job => () => Keep(contender.Name, job(clock), kept)))
                .Append(() => Keep(Results.Floor, [(Verb.Run, clock.Measure(_floor))], kept)));
        }
    }

    private void Keep(string contender, IReadOnlyList<(Verb Verb, double Value)> values, bool kept)
    {
        foreach (var (verb, value) in kept ? values : [])
        {
            results.Times.Add(contender, verb, value);
        }

        if (kept && values.Count > 1)
        {
            results.Times.Add(contender, Verb.CreateStartDelete, values.Sum(one => one.Value));
        }
    }

    private void MeasureMany()
    {
        var clock = new Clock();
        for (var round = 0; round < results.ManyRounds; round++)
        {
            InRandomOrder(results.Contenders.SelectMany(contender => new Action[]
            {
                () => results.Times.Add(contender.Name, Verb.Sequential, Enumerable.Range(0, Many).Sum(_ => clock.Measure(contender.RunCall()))),
                () => results.Times.Add(contender.Name, Verb.Parallel, Clock.MeasureParallel(Enumerable.Range(0, Many).Select(_ => contender.RunCall()))),
            }));
        }
    }

    private void MeasureMemory()
    {
        var gauge = new MemoryGauge(room);
        for (var round = 0; round < MemoryRounds; round++)
        {
            InRandomOrder(results.Contenders.Select<Contender, Action>(contender => () =>
            {
                foreach (var (verb, value) in contender.Jobs.SelectMany(job => job(gauge)))
                {
                    results.Memory.Add(contender.Name, verb, value);
                }

                var (peak, anonymous) = contender.InitMemory();
                results.Memory.Add(contender.Name, Verb.InitPeak, peak);
                results.Memory.Add(contender.Name, Verb.InitAnonymous, anonymous);
            }));
        }
    }

    private void MeasureLimits()
    {
        foreach (var contender in CgroupView.HasMemory ? results.Contenders : [])
        {
            if (contender.SmallestLimit() is { } limit)
            {
                results.Memory.Add(contender.Name, Verb.SmallestLimit, limit);
            }
        }
    }

    // What the last one left is reaped outside the next one's time; the kernel may get a pause to clear up its namespaces.
    private static void InRandomOrder(IEnumerable<Action> actions)
    {
        var all = actions.ToArray();
        Random.Shared.Shuffle(all);
        foreach (var action in all)
        {
            action();
            Kernel.Reap();
            Thread.Sleep(Settings.Pause);
        }
    }

    private static void Say(string line) => Console.WriteLine($"bench: {line}");
}
