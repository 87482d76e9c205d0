using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;
using Tinyo.Oci.EndToEnd.Resources;

namespace Tinyo.Oci.EndToEnd.Answers;

/// <summary>
/// Base of the tests that what verbs print is byte for byte what runc 1.1.5 printed when the files in spec-fixtures/answers were recorded, on a
/// container of the same kind; of an error's words ours has at least those. <c>TINYO_OCI_RUNTIME=runc TINYO_OCI_RECORD_ANSWERS=1</c> records them anew.
/// </summary>
public abstract class AnswerTest : ResourceTest
{
    private const int BundleWidth = 100; // columns of tables are as wide as what is in them
    private const string Resources = """{"memory":{"limit":33554432,"swap":67108864},"cpu":{"quota":50000,"period":100000,"cpus":"0"},"pids":{"limit":20}}""";

    private static int s_answers;

    private readonly AnswerMask _mask;
    private readonly Transcript _transcript;
    private TestContainer? _container;

    /// <summary>Chooses names of always the same length.</summary>
    protected AnswerTest()
    {
        Id = Track($"tinyo-e2e-{Environment.ProcessId:D7}-{Interlocked.Increment(ref s_answers):D4}");
        Bundle = Path.Combine(Room, new string('b', Math.Max(1, BundleWidth - Room.Length - 1)));
        _mask = new AnswerMask(Id, Bundle);
        _transcript = new Transcript(_mask);
    }

    /// <summary>The container's id.</summary>
    protected string Id { get; }

    /// <summary>The container's bundle.</summary>
    protected string Bundle { get; }

    /// <summary>Creates the container.</summary>
    /// <param name="flags">More flags.</param>
    protected async Task Create(params string[] flags)
    {
        var bundle = new TestBundle(Bundle).WithArgs("sleep", "100").WithLinux("resources", JsonNode.Parse(Resources))
            .With(config => config["annotations"] = new JsonObject { ["org.example.b"] = "<2>", ["org.example.a"] = "one \"1\"" });
        var created = (await TryCreate(bundle, Id, flags)).ShouldSucceed();
        _container = new TestContainer(Runtime, Id, bundle, created);
        _mask.Know((await _container.Process()).Pid);
    }

    /// <summary>Starts it.</summary>
    protected async Task Start() => (await _container!.Start()).ShouldSucceed();

    /// <summary>Kills it.</summary>
    protected async Task Stop()
    {
        (await _container!.Kill("KILL")).ShouldSucceed();
        await _container.WaitFor("stopped");
    }

    /// <summary>Adds what the kernel has of its limits.</summary>
    protected async Task NoteLimits()
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

    /// <summary>Several calls, one after the other.</summary>
    protected async Task CallEach(params string[][] calls)
    {
        foreach (var call in calls)
        {
            await Call(call);
        }
    }

    /// <summary>A call: its output byte for byte, its exit code, and the words of its error.</summary>
    protected Task Call(params string[] words) => Call(static output => output, words);

    /// <summary>A call of whose output some is masked.</summary>
    protected Task Call(Func<string, string> mask, params string[] words) => Call(Runtime.Call(words), mask);

    /// <summary>A call that fails with words that callers look for; what is around them is each runtime's own.</summary>
    protected Task CallFor(string words, params string[] call) => Call(Runtime.Call(call), words: words);

    /// <summary>The same where help may be printed, of which each runtime has its own.</summary>
    protected Task MisuseFor(string words, params string[] call) => Call(Runtime.Call(call), mask: _ => "", words);

    /// <summary>A call as it is to be made.</summary>
    /// <param name="command">The call.</param>
    /// <param name="mask">What masks its output.</param>
    /// <param name="words">The words that callers look for in an error; null for all.</param>
    internal async Task Call(Command command, Func<string, string>? mask = null, string? words = null)
    {
        var result = await command.Execute();
        _transcript.Add(string.Join(' ', command.Arguments.Skip(2)), result, mask);
        if (result.ExitCode != 0 && result.Errors.Length > 0)
        {
            _transcript.AddError(result, words);
        }
    }

    /// <summary>A call of which only the exit code and what it leaves matter.</summary>
    protected async Task Called(params string[] words) => Note($"[{(await Runtime.Call(words).Execute()).ExitCode}]");

    /// <summary>Adds a line of what was seen elsewhere.</summary>
    protected void Note(string line) => _transcript.Note(line);

    /// <summary>Compares all of it with what was recorded of runc.</summary>
    protected void ShouldBeAsRecorded(string name) => _transcript.ShouldBeAsRecorded(name);
}
