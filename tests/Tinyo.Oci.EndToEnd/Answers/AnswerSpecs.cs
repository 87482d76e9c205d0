using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Answers;

/// <summary>What verbs print about a container.</summary>
public sealed class AnswerSpecs : AnswerTest
{
    [Fact]
    public async Task State()
    {
        await Call("state", Id);
        await Create();
        await Call("state", Id);
        await Start();
        await Call("state", Id);
        await Call("pause", Id);
        await Call("state", Id);
        await Call("resume", Id);
        await Stop();
        await Call("state", Id);

        ShouldBeAsRecorded("state");
    }

    [Fact]
    public async Task List()
    {
        await Call("list");
        await Call("list", "--format", "json");
        await Call("list", "--quiet");
        await Create();
        await CallEach(["list"], ["list", "--format", "table"], ["list", "-f", "json"], ["list", "-q"], ["list", "-f", "xml"]);
        await Start();
        await Stop();
        await CallEach(["list"], ["list", "--format", "json"], ["list", "--quiet", "--format", "json"]);

        ShouldBeAsRecorded("list");
    }

    [Fact]
    public async Task FilesForCallers()
    {
        var (pids, log) = (Path.Combine(Room, "pid"), Path.Combine(Room, "log"));
        await Create("--pid-file", pids);
        Note($"<{File.ReadAllText(pids)}>");
        foreach (var format in (string[])["json", "text"])
        {
            await Called("--log", log, "--log-format", format, "state", Id);
            Note(File.Exists(log) ? $"<{File.ReadAllText(log)}>" : "no log");
            await Called("--log", log, "--log-format", format, "start", "no-such-container");
            await Called("--log", log, "--log-format", format, "kill", Id, "TEA");
            Note($"<{File.ReadAllText(log).Replace(": 'no-such-container'", "")}>");
            File.Delete(log);
        }

        ShouldBeAsRecorded("files");
    }

    [Fact]
    [Needs(Requirement.Binary, "ps")]
    public async Task Ps()
    {
        await Call("ps", Id);
        await Create();
        await Start();
        await Call("ps", "--format", "json", Id);
        foreach (var options in (string[][])[[], ["-o", "pid,comm"], ["-o", "comm,pid"], ["-o", "comm"]])
        {
            await Call(AnswerMask.ProcessTable, ["ps", Id, .. options]);
        }

        await Call("ps", "-f", "xml", Id);
        await Stop();
        await CallEach(["ps", "-f", "json", Id], ["ps", Id, "-o", "pid,comm"]);

        ShouldBeAsRecorded("ps");
    }

    [Fact]
    public async Task PauseAndResume()
    {
        await CallEach(["pause", Id], ["resume", Id]);
        await Create();
        await CallEach(["resume", Id], ["pause", Id], ["pause", Id]);
        await CallEach(["resume", Id], ["resume", Id]);
        await Start();
        await CallEach(["pause", Id], ["pause", Id], ["resume", Id], ["resume", Id]);
        await Stop();
        await CallEach(["pause", Id], ["resume", Id]);

        ShouldBeAsRecorded("pause");
    }

    [Fact]
    public async Task EventsOfNow()
    {
        await Call("events", "--stats", Id);
        await Create();
        await Call(StatisticsMask.Apply, "events", "--stats", Id);
        await Start();
        await Call(StatisticsMask.Apply, "events", "--stats", Id);
        await Call("pause", Id);
        await Call(StatisticsMask.Apply, "events", "--stats", Id);
        await Call("resume", Id);
        await Stop();
        await Call("events", "--stats", Id);

        ShouldBeAsRecorded("events");
    }

    [Fact]
    public async Task Update()
    {
        Assert.SkipUnless(File.Exists("/sys/fs/cgroup/memory/memory.memsw.limit_in_bytes"), "this kernel does not account for swap");
        await Call("update", "--memory", "64m", Id);
        await Create();
        await Start();
        string[][] updates =
        [
            [], ["--memory", "48m"], ["--memory", "16m", "--memory-swap", "32m"], ["--memory", "128m", "--memory-swap", "128m"], ["--memory-swap", "-1"],
            ["--memory-reservation", "10m"], ["--memory", "-1"], ["--memory", "64m", "--memory-swap", "96m"], ["--cpu-share", "700"], ["--cpu-share", "0"],
            ["--cpu-period", "50000"], ["--cpu-quota", "30000"], ["--cpu-period", "200000", "--cpu-quota", "40000"], ["--cpu-quota", "-1"], ["--cpu-quota", "0"],
            ["--cpuset-cpus", "0", "--cpuset-mems", "0"], ["--pids-limit", "10"], ["--pids-limit", "-1"], ["--memory", "4096"],
            ["--memory", "abc"], ["--kernel-memory", "5m"], ["--l3-cache-schema", "L3:0=f"], ["--mem-bw-schema", "MB:0=10"],
        ];
        foreach (var flags in updates)
        {
            await Call(["update", .. flags, Id]);
            await NoteLimits();
        }

        foreach (var json in (string[])["{}", """{"memory":{"limit":50331648},"pids":{"limit":7}}""", """{"cpu":{"shares":900,"quota":25000,"period":100000}}"""])
        {
            Note(json);
            await Call(Runtime.Call("update", "--resources", "-", Id) with { Input = json });
            await NoteLimits();
        }

        await Stop();
        await Call("update", "--memory", "64m", Id);

        ShouldBeAsRecorded("update");
    }
}
