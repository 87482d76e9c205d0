using System.Diagnostics;

namespace Tinyo.Oci.Bench;

/// <summary>The time from before the fork until the exit, in milliseconds.</summary>
internal sealed class Clock : IGauge
{
    public double Measure(params string[] words)
    {
        using var command = new NativeCommand(words);

        var begin = Stopwatch.GetTimestamp();
        var code = Kernel.Wait(Kernel.Spawn(command));
        var end = Stopwatch.GetTimestamp();

        return code == 0 ? Stopwatch.GetElapsedTime(begin, end).TotalMilliseconds : throw new BenchException($"'{command}' exits with {code}");
    }

    /// <summary>The wall time of many at once.</summary>
    public static double MeasureParallel(IEnumerable<string[]> calls)
    {
        var commands = calls.Select(words => new NativeCommand(words)).ToArray();
        var pids = new int[commands.Length];
        var failures = 0;

        var begin = Stopwatch.GetTimestamp();
        for (var i = 0; i < commands.Length; i++)
        {
            pids[i] = Kernel.Spawn(commands[i]);
        }

        foreach (var pid in pids)
        {
            failures += Kernel.Wait(pid) == 0 ? 0 : 1;
        }

        var end = Stopwatch.GetTimestamp();

        Array.ForEach(commands, command => command.Dispose());
        return failures == 0 ? Stopwatch.GetElapsedTime(begin, end).TotalMilliseconds : throw new BenchException($"{failures} of {pids.Length} at once failed");
    }
}
