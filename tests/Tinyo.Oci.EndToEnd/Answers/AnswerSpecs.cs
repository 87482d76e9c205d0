using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;
using Tinyo.Oci.EndToEnd.Resources;

namespace Tinyo.Oci.EndToEnd.Answers;

/// <summary>
/// What verbs print is byte for byte what runc 1.1.5 printed when the files in spec-fixtures/answers were recorded, on a container of the same kind;
/// of an error's words ours has at least those. <c>TINYO_OCI_RUNTIME=runc TINYO_OCI_RECORD_ANSWERS=1</c> records them anew.
/// </summary>
public sealed class AnswerSpecs : ResourceTest
{
    private const int BundleWidth = 100; // columns of tables are as wide as what is in them
    private const string Resources = """{"memory":{"limit":33554432,"swap":67108864},"cpu":{"quota":50000,"period":100000,"cpus":"0"},"pids":{"limit":20}}""";

    private static int s_answers;

    private readonly AnswerMask _mask;
    private readonly Transcript _transcript;
    private readonly string _id;
    private readonly string _bundle;

    /// <summary>Chooses names of always the same length.</summary>
    public AnswerSpecs()
    {
        _id = Track($"tinyo-e2e-{Environment.ProcessId:D7}-{Interlocked.Increment(ref s_answers):D4}");
        _bundle = Path.Combine(Room, new string('b', Math.Max(1, BundleWidth - Room.Length - 1)));
        _mask = new AnswerMask(_id, _bundle);
        _transcript = new Transcript(_mask);
    }

    [Fact]
    public async Task State()
    {
        await Call("state", _id);
        await Create();
        await Call("state", _id);
        await Start();
        await Call("state", _id);
        await Call("pause", _id);
        await Call("state", _id);
        await Call("resume", _id);
        await Stop();
        await Call("state", _id);

        _transcript.ShouldBeAsRecorded("state");
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

        _transcript.ShouldBeAsRecorded("list");
    }

    [Fact]
    [Needs(Requirement.Binary, "ps")]
    public async Task Ps()
    {
        await Call("ps", _id);
        await Create();
        await Start();
        await Call("ps", "--format", "json", _id);
        foreach (var options in (string[][])[[], ["-o", "pid,comm"], ["-o", "comm,pid"], ["-o", "comm"]])
        {
            await Call(AnswerMask.ProcessTable, ["ps", _id, .. options]);
        }

        await Call("ps", "-f", "xml", _id);
        await Stop();
        await CallEach(["ps", "-f", "json", _id], ["ps", _id, "-o", "pid,comm"]);

        _transcript.ShouldBeAsRecorded("ps");
    }

    [Fact]
    public async Task PauseAndResume()
    {
        await CallEach(["pause", _id], ["resume", _id]);
        await Create();
        await CallEach(["resume", _id], ["pause", _id], ["pause", _id]);
        await CallEach(["resume", _id], ["resume", _id]);
        await Start();
        await CallEach(["pause", _id], ["pause", _id], ["resume", _id], ["resume", _id]);
        await Stop();
        await CallEach(["pause", _id], ["resume", _id]);

        _transcript.ShouldBeAsRecorded("pause");
    }

    [Fact]
    public async Task EventsOfNow()
    {
        await Call("events", "--stats", _id);
        await Create();
        await Call(StatisticsMask.Apply, "events", "--stats", _id);
        await Start();
        await Call(StatisticsMask.Apply, "events", "--stats", _id);
        await Call("pause", _id);
        await Call(StatisticsMask.Apply, "events", "--stats", _id);
        await Call("resume", _id);
        await Stop();
        await Call("events", "--stats", _id);

        _transcript.ShouldBeAsRecorded("events");
    }

    [Fact]
    public async Task Update()
    {
        Assert.SkipUnless(File.Exists("/sys/fs/cgroup/memory/memory.memsw.limit_in_bytes"), "this kernel does not account for swap");
        await Call("update", "--memory", "64m", _id);
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
            await Call(["update", .. flags, _id]);
            await NoteLimits();
        }

        foreach (var json in (string[])["{}", """{"memory":{"limit":50331648},"pids":{"limit":7}}""", """{"cpu":{"shares":900,"quota":25000,"period":100000}}"""])
        {
            _transcript.Note(json);
            await Call(Runtime.Call("update", "--resources", "-", _id) with { Input = json });
            await NoteLimits();
        }

        await Stop();
        await Call("update", "--memory", "64m", _id);

        _transcript.ShouldBeAsRecorded("update");
    }

    private TestContainer? _container;

    private async Task Create()
    {
        var bundle = new TestBundle(_bundle).WithArgs("sleep", "100").WithLinux("resources", JsonNode.Parse(Resources))
            .With(config => config["annotations"] = new JsonObject { ["org.example.b"] = "<2>", ["org.example.a"] = "one \"1\"" });
        var created = (await TryCreate(bundle, _id)).ShouldSucceed();
        _container = new TestContainer(Runtime, _id, bundle, created);
        _mask.Know((await _container.Process()).Pid);
    }

    private async Task Start() => (await _container!.Start()).ShouldSucceed();

    private async Task Stop()
    {
        (await _container!.Kill("KILL")).ShouldSucceed();
        await _container.WaitFor("stopped");
    }

    private async Task NoteLimits()
    {
        var process = await _container!.Process();
        foreach (var (controller, file) in ((string, string)[])
        [
            ("memory", "memory.limit_in_bytes"), ("memory", "memory.memsw.limit_in_bytes"), ("memory", "memory.soft_limit_in_bytes"), ("cpu", "cpu.shares"),
            ("cpu", "cpu.cfs_period_us"), ("cpu", "cpu.cfs_quota_us"), ("cpuset", "cpuset.cpus"), ("pids", "pids.max"),
        ])
        {
            _transcript.Note($"{file} {await HostCgroup.Value(process, controller, file)}");
        }
    }

    private async Task CallEach(params string[][] calls)
    {
        foreach (var call in calls)
        {
            await Call(call);
        }
    }

    private Task Call(params string[] words) => Call(static output => output, words);

    private Task Call(Func<string, string> mask, params string[] words) => Call(Runtime.Call(words), mask);

    private async Task Call(Command command, Func<string, string>? mask = null)
    {
        var result = await command.Execute();
        _transcript.Add(string.Join(' ', command.Arguments.Skip(2)), result, mask);
        if (result.ExitCode != 0)
        {
            _transcript.AddError(result);
        }
    }
}
