using System.Globalization;

namespace Tinyo.Oci.Bench;

/// <summary>One runtime, and the calls of it that are measured.</summary>
internal sealed class Contender(string name, string path, string room, Bundles bundles)
{
    private const int TooMuchKiB = 64 * 1024;
    private const int StepKiB = 16;

    private readonly string _root = Path.Combine(room, $"state-{name.Replace(' ', '-')}");
    private readonly string _pidFile = Path.Combine(room, "pid");
    private readonly string _resident = $"bench-{Environment.ProcessId}-{name.Replace(' ', '-')}-plain";
    private readonly string _profileResident = $"bench-{Environment.ProcessId}-{name.Replace(' ', '-')}-podman";
    private int _count;

    public string Name => name;

    /// <summary>The first line that <c>--version</c> prints, without the program's name.</summary>
    public string Version { get; private set; } = "";

    /// <summary>What can be measured, each on its own: what it yields is in the order of the verbs.</summary>
    public IReadOnlyList<Func<IGauge, IReadOnlyList<(Verb Verb, double Value)>>> Jobs =>
    [
        gauge => [(Verb.Run, Run(gauge, bundles.Plain))],
        gauge => [(Verb.RunProfile, Run(gauge, bundles.WithProfile))],
        Life,
        gauge => [(Verb.Exec, gauge.Measure(Words("exec", _resident, "/bin/true")))],
        gauge => [(Verb.ExecProfile, gauge.Measure(Words("exec", _profileResident, "/bin/true")))],
        gauge => [(Verb.State, gauge.Measure(Words("state", _resident)))],
        gauge => [(Verb.Kill, gauge.Measure(Words("kill", _resident, "TERM")))], // which the first process of a pid namespace doesn't hear
    ];

    /// <summary>Null when the runtime can do all of it; its two containers for exec are left running.</summary>
    public string? WhyNot()
    {
        try
        {
            Version = Tell("--version").Split('\n')[0].Split(' ')[^1];
            Directory.CreateDirectory(_root);
            Tell("--root", _root, "run", "--bundle", bundles.Plain, NextId());
            Tell("--root", _root, "run", "--bundle", bundles.WithProfile, NextId());
            foreach (var (bundle, id) in new[] { (bundles.PlainResident, _resident), (bundles.ProfileResident, _profileResident) })
            {
                Tell("--root", _root, "create", "--bundle", bundle, id);
                Tell("--root", _root, "start", id);
            }

            foreach (var job in Jobs)
            {
                job(new Clock());
            }

            return null;
        }
        catch (BenchException e)
        {
            return e.Message;
        }
    }

    /// <summary>The call of <c>run</c> that parallel rounds make.</summary>
    public string[] RunCall() => Words("run", "--bundle", bundles.Plain, NextId());

    /// <summary>What the init of a created container, which waits for its start, has used: all that it had at most, and what is its own.</summary>
    public (double Peak, double Anonymous) InitMemory()
    {
        var id = NextId();
        var pid = Create(new Clock(), id).Pid;
        var status = File.ReadAllLines($"/proc/{pid}/status");
        Undo(id);
        return (Field("VmHWM:"), Field("RssAnon:"));

        double Field(string key) => double.Parse(status.First(line => line.StartsWith(key, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }

    /// <summary>The smallest memory limit of a container, in KiB, with which <c>run</c> succeeds three times in a row.</summary>
    public double? SmallestLimit()
    {
        if (!Starts(TooMuchKiB))
        {
            return null;
        }

        var (fails, starts) = (0, TooMuchKiB);
        while (starts - fails > StepKiB)
        {
            var middle = starts <= 2048 ? (fails + starts) / 2 : fails + (starts - fails) / 4;
            (fails, starts) = Starts(middle) ? (fails, middle) : (middle, starts);
        }

        return starts;
    }

    /// <summary>Removes the containers that exec joined.</summary>
    public void Leave()
    {
        Undo(_resident);
        Undo(_profileResident);
    }

    private double Run(IGauge gauge, string bundle) => gauge.Measure(Words("run", "--bundle", bundle, NextId()));

    private IReadOnlyList<(Verb Verb, double Value)> Life(IGauge gauge)
    {
        var id = NextId();
        var (create, pid) = Create(gauge, id);
        var start = gauge.Measure(Words("start", id));
        Kernel.Wait(pid);
        var delete = gauge.Measure(Words("delete", id));
        return [(Verb.Create, create), (Verb.Start, start), (Verb.Delete, delete)];
    }

    private (double Value, int Pid) Create(IGauge gauge, string id)
    {
        File.Delete(_pidFile);
        var value = gauge.Measure(Words("create", "--bundle", bundles.Plain, "--pid-file", _pidFile, id));
        return (value, int.Parse(File.ReadAllText(_pidFile), CultureInfo.InvariantCulture));
    }

    private bool Starts(int kib) => Enumerable.Range(0, 3).All(_ =>
    {
        var id = NextId();
        if (Call(["/usr/bin/timeout", "-s", "KILL", "5", .. Words("run", "--bundle", bundles.Limited(kib * 1024L), id)]) == 0)
        {
            return true;
        }

        Undo(id);
        return false;
    });

    private void Undo(string id)
    {
        Call(Words("delete", "--force", id));
        Kernel.Reap();
    }

    private static int Call(string[] words)
    {
        using var command = new NativeCommand(words);
        return Kernel.Wait(Kernel.Spawn(command));
    }

    // What it printed, or else why it failed.
    private string Tell(params string[] words)
    {
        var log = Path.Combine(room, "log");
        var code = Call(["/bin/sh", "-c", "exec \"$@\" >\"$0\" 2>&1", log, path, .. words]);
        return code == 0 ? File.ReadAllText(log).Trim() : throw new BenchException($"'{string.Join(' ', words)}' exits with {code}: {File.ReadAllText(log).Trim()}");
    }

    private string[] Words(params string[] words) => [path, "--root", _root, .. words];

    private string NextId() => $"bench-{Environment.ProcessId}-{name.Replace(' ', '-')}-{_count++}";
}
