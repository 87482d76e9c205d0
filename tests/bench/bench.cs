// Times container runtimes side by side: `bench ROUNDS ROOM RUNTIME...`; ROOM holds the bundle. Called by run.sh.
#:property AllowUnsafeBlocks=true
#:property PublishAot=false

using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

var rounds = int.Parse(args[0], CultureInfo.InvariantCulture);
var warmups = Math.Min(10, rounds);
var runtimes = args[2..].Select(path => new Subject(path, args[1])).ToList();
Kernel.BecomeSubreaper();

runtimes.RemoveAll(runtime => runtime.WhyNot() is { } reason && Say($"bench: {runtime.Name} is left out: {reason}"));
for (var round = -warmups; round < rounds; round++)
{
    // One of each in turn, and never in the same order twice running: what disturbs one disturbs all.
    foreach (var runtime in runtimes.Skip(Math.Abs(round) % runtimes.Count).Concat(runtimes.Take(Math.Abs(round) % runtimes.Count)))
    {
        runtime.Round(keep: round >= 0);
    }
}

Console.WriteLine($"Linux {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}, {Environment.ProcessorCount} processors, {rounds} rounds of one of each in turn; milliseconds");
Table("run", runtime => runtime.Runs);
Table("create+start+delete", runtime => runtime.Lives);
Table("exec", runtime => runtime.Execs);
Console.WriteLine();
Console.WriteLine("peak memory, KiB          run     exec");
runtimes.ForEach(runtime => runtime.Leave()); // or one would wait for the others' containers
foreach (var runtime in runtimes)
{
    Console.WriteLine($"  {runtime.Name,-18} {runtime.PeakMemoryOfRun(),8} {runtime.PeakMemoryOfExec(),8}");
}

void Table(string title, Func<Subject, List<double>> times)
{
    Console.WriteLine();
    Console.WriteLine($"{title,-22} {"median",8} {"p10",8} {"/ crun",8} {"/ runc",8}");
    foreach (var runtime in runtimes)
    {
        var median = At(times(runtime), 0.5);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {runtime.Name,-20} {median,8:F2} {At(times(runtime), 0.1),8:F2} {Ratio(median, "crun", times),8} {Ratio(median, "runc", times),8}"));
    }
}

string Ratio(double median, string peer, Func<Subject, List<double>> times) =>
    runtimes.Find(runtime => runtime.Name == peer) is { } found
        ? (median / At(times(found), 0.5)).ToString("F2", CultureInfo.InvariantCulture)
        : "-";

static double At(List<double> times, double share) => times.Order().ElementAt((int)(share * (times.Count - 1)));

static bool Say(string line)
{
    Console.WriteLine(line);
    return true;
}

/// <summary>One runtime and what was measured of it.</summary>
internal sealed class Subject(string path, string room)
{
    private readonly string _root = Path.Combine(room, "state-" + Path.GetFileName(path));
    private readonly string _pidFile = Path.Combine(room, "pid");
    private readonly string _resident = $"bench-{Path.GetFileName(path)}-{Environment.ProcessId}-resident";
    private int _count;

    public string Name => Path.GetFileName(path);

    public List<double> Runs { get; } = [];

    public List<double> Lives { get; } = [];

    public List<double> Execs { get; } = [];

    private string Bundle => Path.Combine(room, "bundle");

    /// <summary>Null when the runtime can run the bundle at all.</summary>
    public string? WhyNot()
    {
        var log = Path.Combine(room, "log");
        var code = Kernel.Wait(Kernel.Spawn(["/bin/sh", "-c", "exec \"$@\" >\"$0\" 2>&1", log, .. Call("run", "--bundle", Bundle, NextId())]));
        Kernel.Reap();
        if (code != 0)
        {
            return $"run exits with {code}: {File.ReadAllText(log).Trim()}";
        }

        try
        {
            Live();
            Must("create", "--bundle", Bundle, _resident);
            Exec();
            return null;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return e.Message;
        }
    }

    public void Round(bool keep)
    {
        var run = Time(() => Must("run", "--bundle", Bundle, NextId()));
        var life = Time(Live);
        var exec = Time(Exec);
        Kernel.Reap();
        if (keep)
        {
            Runs.Add(run);
            Lives.Add(life);
            Execs.Add(exec);
        }
    }

    /// <summary>The most that the runtime and its children had in memory at once each, over ten runs.</summary>
    public long PeakMemoryOfRun() => PeakMemory(() => Call("run", "--bundle", Bundle, NextId()), Kernel.ReapAll);

    /// <summary>The same of exec.</summary>
    public long PeakMemoryOfExec()
    {
        Must("create", "--bundle", Bundle, _resident);
        try
        {
            return PeakMemory(() => Call("exec", _resident, "/bin/true"), Kernel.ReapOne); // the container's init stays
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Removes the container that exec joined.</summary>
    public void Leave()
    {
        Must("delete", "--force", _resident);
        Kernel.Reap();
    }

    private static long PeakMemory(Func<string[]> call, Func<long> reap) => Enumerable.Range(0, 10).Max(_ =>
    {
        // The shell leaves at once and the orphan comes to us: spawned by us directly it would inherit our own peak.
        Kernel.Wait(Kernel.Spawn(["/bin/sh", "-c", "\"$@\" &", "sh", .. call()]));
        return reap();
    });

    private void Exec() => Must("exec", _resident, "/bin/true");

    private void Live()
    {
        var id = NextId();
        File.Delete(_pidFile);
        Must("create", "--bundle", Bundle, "--pid-file", _pidFile, id);
        var pid = int.Parse(File.ReadAllText(_pidFile), CultureInfo.InvariantCulture);
        Must("start", id);
        Kernel.Wait(pid);
        Must("delete", id);
    }

    private void Must(params string[] words)
    {
        var code = Kernel.Wait(Kernel.Spawn(Call(words)));
        if (code != 0)
        {
            throw new InvalidOperationException($"{Name} {string.Join(' ', words)} exits with {code}");
        }
    }

    private string[] Call(params string[] words) => [path, "--root", _root, .. words];

    private string NextId() => $"bench-{Name}-{Environment.ProcessId}-{_count++}";

    private static double Time(Action action)
    {
        var begin = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    }
}

/// <summary>posix_spawn(3) and wait4(2): nothing between the clock and the runtime.</summary>
internal static partial class Kernel
{
    private const int PR_SET_CHILD_SUBREAPER = 36;
    private const int WNOHANG = 1;
    private const int EINTR = 4;

    // struct rusage: two timevals, then ru_maxrss.
    private const int MaxRssIndex = 4;

    private static readonly nint s_actions = MakeActions();

    public static void BecomeSubreaper() => Prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);

    public static int Spawn(string[] words)
    {
        var error = PosixSpawn(out var pid, words[0], s_actions, 0, [.. words, null], ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", null]);
        return error == 0 ? pid : throw new InvalidOperationException($"posix_spawn {words[0]}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    /// <summary>The exit code, or 128 + n for signal n.</summary>
    public static int Wait(int pid)
    {
        int status;
        while (Wait4(pid, out status, 0, new long[18]) != pid)
        {
            if (Marshal.GetLastPInvokeError() != EINTR)
            {
                throw new InvalidOperationException($"wait4 {pid}: {Marshal.GetLastPInvokeErrorMessage()}");
            }
        }

        return (status & 0x7f) == 0 ? status >> 8 & 0xff : 128 + (status & 0x7f);
    }

    /// <summary>Takes leave of orphans that are done.</summary>
    public static void Reap()
    {
        while (Wait4(-1, out _, WNOHANG, new long[18]) > 0)
        {
        }
    }

    /// <summary>Waits for every child and orphan; the largest peak of resident memory among them, in KiB.</summary>
    public static long ReapAll()
    {
        var usage = new long[18];
        var peak = 0L;
        while (Wait4(-1, out _, 0, usage) > 0)
        {
            peak = Math.Max(peak, usage[MaxRssIndex]);
        }

        return peak;
    }

    /// <summary>Waits for one child or orphan; its peak of resident memory and that of its children, in KiB.</summary>
    public static long ReapOne()
    {
        var usage = new long[18];
        return Wait4(-1, out _, 0, usage) > 0 ? usage[MaxRssIndex] : throw new InvalidOperationException("there is nobody to wait for");
    }

    private static nint MakeActions()
    {
        var actions = Marshal.AllocHGlobal(256);
        FileActionsInit(actions);
        FileActionsOpen(actions, 0, "/dev/null", 0, 0);
        FileActionsOpen(actions, 1, "/dev/null", 1, 0);
        FileActionsOpen(actions, 2, "/dev/null", 1, 0);
        return actions;
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int PosixSpawn(out int pid, string path, nint actions, nint attributes, string?[] words, string?[] environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial void FileActionsInit(nint actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial void FileActionsOpen(nint actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "wait4", SetLastError = true)]
    private static partial int Wait4(int pid, out int status, int options, [Out] long[] usage);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial void Prctl(int option, nuint a, nuint b, nuint c, nuint d);
}
