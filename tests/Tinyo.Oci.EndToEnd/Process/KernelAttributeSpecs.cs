using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Process;

/// <summary>What the kernel keeps about the program: privileges, OOM score, scheduling, memory policy, personality, signals.</summary>
public sealed class KernelAttributeSpecs : ProcessTest
{
    [Theory]
    [InlineData(true, "1")]
    [InlineData(false, "0")]
    public async Task New_privileges_are_forbidden_when_asked(bool value, string expected)
    {
        var bundle = NewBundle().WithProcess("noNewPrivileges", value);

        var status = await Status(bundle);

        status["NoNewPrivs"].Should().Be(expected);
    }

    [Theory]
    [InlineData(321, 100, "321")]
    [InlineData(0, 100, "0")]
    [InlineData(1000, 0, "1000")]
    [InlineData(null, 100, "100")]
    public async Task The_oom_score_is_set_or_inherited(int? value, int callers, string expected)
    {
        var bundle = NewBundle().WithArgs("cat", "/proc/self/oom_score_adj");
        if (value is not null)
        {
            bundle.WithProcess("oomScoreAdj", value);
        }

        var result = await Run(bundle, command => command with { Prelude = $"echo {callers} > /proc/self/oom_score_adj;" });

        result.ShouldSucceed().Text.Should().Be(expected);
    }

    // Whoever shares memory shares the score, and init shares the runtime's while it is made.
    [Fact]
    public async Task The_oom_score_is_the_programs_and_not_the_runtimes()
    {
        var bundle = NewBundle().WithProcess("oomScoreAdj", 321).WithArgs("true");
        var file = Path.Combine(bundle.Directory, "score");
        bundle.WithHook("poststop", new() { ["path"] = "/bin/sh", ["args"] = TestBundle.ToArray("sh", "-c", $"cat /proc/self/oom_score_adj > {file}") });

        (await Run(bundle, command => command with { Prelude = "echo 100 > /proc/self/oom_score_adj;" })).ShouldSucceed();

        File.ReadAllText(file).Should().Be("100\n");
    }

    // Of /proc/self/stat: nice, real-time priority, policy.
    [Theory]
    [InlineData("""{ "policy": "SCHED_BATCH", "nice": 5 }""", "5 0 3")]
    [InlineData("""{ "policy": "SCHED_IDLE" }""", "0 0 5")]
    [InlineData("""{ "policy": "SCHED_OTHER", "nice": 7 }""", "7 0 0")]
    [InlineData("""{ "policy": "SCHED_OTHER", "nice": -3 }""", "-3 0 0")]
    [Needs(Requirement.Tinyo)]
    public async Task The_scheduler_is_set(string scheduler, string expected)
    {
        var bundle = NewBundle().WithProcess("scheduler", JsonNode.Parse(scheduler)).WithArgs("awk", "{ print $19, $40, $41 }", "/proc/self/stat");

        var output = await Output(bundle);

        output.Should().Be(expected);
    }

    [Theory]
    [InlineData("""{ "policy": "SCHED_FIFO", "priority": 10 }""", "0 10 1")]
    [InlineData("""{ "policy": "SCHED_RR", "priority": 20, "flags": [ "SCHED_FLAG_RESET_ON_FORK" ] }""", "0 20 2")]
    [Needs(Requirement.Tinyo)]
    [Needs(Requirement.Binary, "chrt")]
    public async Task A_real_time_scheduler_is_set(string scheduler, string expected)
    {
        Assert.SkipUnless(Command.Run("chrt", "-f", "10", "true").ExitCode == 0, "real-time scheduling is not allowed here");
        var bundle = NewBundle().WithProcess("scheduler", JsonNode.Parse(scheduler)).WithArgs("awk", "{ print $19, $40, $41 }", "/proc/self/stat");

        // A new v1 cpu cgroup has no real-time budget: here is none.
        var result = await Run(bundle, command => command with
        {
            Program = "unshare",
            Arguments = ["-m", "sh", "-c", "umount /sys/fs/cgroup/cpu 2>/dev/null; exec \"$@\"", "sh", command.Program, .. command.Arguments],
        });

        result.ShouldSucceed().Text.Should().Be(expected);
    }

    [Theory]
    [InlineData("IOPRIO_CLASS_BE", 3, "best-effort: prio 3")]
    [InlineData("IOPRIO_CLASS_RT", 0, "realtime: prio 0")]
    [InlineData("IOPRIO_CLASS_IDLE", 0, "idle")]
    [Needs(Requirement.Tinyo)]
    public async Task The_io_priority_is_set(string ioClass, int priority, string expected)
    {
        var bundle = NewBundle().WithProcess("ioPriority", new JsonObject { ["class"] = ioClass, ["priority"] = priority }).WithScript("ionice -p $$");

        var output = await Output(bundle);

        output.Should().Be(expected);
    }

    [Theory]
    [InlineData("LINUX32", "i686")]
    [InlineData("LINUX", "x86_64")]
    [Needs(Requirement.Tinyo)]
    public async Task The_personality_is_set(string domain, string machine)
    {
        Assert.SkipUnless(System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.X64, "names of x86-64");
        var bundle = NewBundle().WithLinux("personality", new JsonObject { ["domain"] = domain }).WithArgs("uname", "-m");

        var output = await Output(bundle);

        output.Should().Be(machine);
    }

    [Theory]
    [InlineData("""{ "mode": "MPOL_BIND", "nodes": "0" }""", "bind:0")]
    [InlineData("""{ "mode": "MPOL_PREFERRED", "nodes": "0" }""", "prefer:0")]
    [InlineData("""{ "mode": "MPOL_INTERLEAVE", "nodes": "0", "flags": [ "MPOL_F_STATIC_NODES" ] }""", "interleave=static:0")]
    [InlineData("""{ "mode": "MPOL_LOCAL" }""", "local")]
    [InlineData("""{ "mode": "MPOL_DEFAULT", "nodes": "" }""", "default")]
    [Needs(Requirement.Tinyo)]
    public async Task The_memory_policy_is_set(string policy, string expected)
    {
        Assert.SkipUnless(File.Exists("/proc/self/numa_maps"), "needs a kernel with NUMA");
        var bundle = NewBundle().WithLinux("memoryPolicy", JsonNode.Parse(policy)).WithArgs("cat", "/proc/self/numa_maps");

        var output = await Output(bundle);

        output.Split('\n').Select(line => line.Split(' ')[1]).Should().NotBeEmpty().And.OnlyContain(one => one == expected);
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    [Needs(Requirement.Binary, "taskset")]
    public async Task The_callers_affinity_does_not_stick()
    {
        Assert.SkipUnless(Environment.ProcessorCount > 1, "needs two processors");
        var everything = new HostProcess(1).StatusLine("Cpus_allowed_list");
        var bundle = NewBundle().WithArgs("cat", "/proc/self/status");

        var result = await Run(bundle, command => command with { Program = "taskset", Arguments = ["-c", "0", command.Program, .. command.Arguments] });

        Table(result.ShouldSucceed().Output)["Cpus_allowed_list"].Should().Be(everything);
    }

    [Theory]
    [InlineData("")]
    [InlineData("trap '' PIPE;")]
    public async Task Signals_are_at_their_defaults(string prelude)
    {
        var bundle = NewBundle().WithArgs("cat", "/proc/self/status");

        var result = await Run(bundle, command => command with { Prelude = prelude });

        var status = Table(result.ShouldSucceed().Output);
        string[] names = ["SigPnd", "ShdPnd", "SigBlk", "SigIgn", "SigCgt"];
        names.Select(name => status[name]).Should().NotBeEmpty().And.OnlyContain(set => set == "0000000000000000");
    }

    [Fact]
    public async Task The_death_signal_of_the_runtime_is_not_handed_on()
    {
        Assert.SkipUnless(Requirements.Find("setpriv") is not null, "needs setpriv in PATH");
        var bundle = NewBundle().WithArgs("sleep", "100").Save();
        var id = NewId();
        var call = Runtime.Call("create", "--bundle", bundle.Directory, id);

        var result = await (call with { Program = "setpriv", Arguments = ["--pdeathsig", "KILL", call.Program, .. call.Arguments] }).Execute();

        var container = new TestContainer(Runtime, id, bundle, result.ShouldSucceed());
        (await container.Start()).ShouldSucceed();
        (await container.Status()).Should().Be("running");
    }

    [Fact]
    public async Task The_program_leads_its_own_session()
    {
        var bundle = NewBundle().WithArgs("awk", "{ print $1, $5, $6 }", "/proc/self/stat");

        var output = await Output(bundle);

        output.Should().Be("1 1 1");
    }
}
