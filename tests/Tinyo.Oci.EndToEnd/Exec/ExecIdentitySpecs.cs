using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Exec;

/// <summary>Who the program is that joins a container, and what it may do.</summary>
public sealed class ExecIdentitySpecs : ExecTest
{
    private static readonly string[] s_sets = ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"];

    [Theory]
    [InlineData("5", "5:0:0")]
    [InlineData("5:6", "5:6:6")]
    [InlineData("5:6", "5:6:6 7 8", "-g", "7", "--additional-gids", "8")]
    public async Task Flags_set_user_and_groups(string user, string expected, params string[] flags)
    {
        var container = await Sleeper();

        var output = await Output(container, "echo $(id -u):$(id -g):$(id -G)", ["--user", user, .. flags]);

        output.Should().Be(expected);
    }

    [Fact]
    public async Task Capabilities_are_the_containers()
    {
        var container = await Sleeper();

        var status = Table((await Exec(container.Id, "cat", "/proc/self/status")).ShouldSucceed().Output);

        Sets(status).Should().Equal("0000000000000000", "0000000020000420", "0000000020000420", "0000000020000420", "0000000000000000");
    }

    [Fact]
    public async Task More_capabilities_are_never_inheritable()
    {
        var container = await Sleeper();

        var status = Table((await Exec("--cap", "CAP_CHOWN", "-c", "CAP_NET_ADMIN", container.Id, "cat", "/proc/self/status")).ShouldSucceed().Output);

        Sets(status).Should().Equal("0000000000000000", "0000000020001421", "0000000020001421", "0000000020001421", "0000000000000000");
    }

    [Fact]
    public async Task A_privileged_container_keeps_every_capability()
    {
        var bundle = NewBundle();
        var all = File.ReadAllText("/proc/sys/kernel/cap_last_cap").Trim();
        foreach (var set in new[] { "bounding", "effective", "permitted" })
        {
            bundle.Config["process"]!["capabilities"]![set] = TestBundle.ToArray(
                "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_CHECKPOINT_RESTORE", "CAP_BPF", "CAP_PERFMON", "CAP_AUDIT_READ", "CAP_SETPCAP", "CAP_SYS_ADMIN");
        }

        var container = await Sleeper(bundle);

        var status = Table((await Exec(container.Id, "cat", "/proc/self/status")).ShouldSucceed().Output);

        status["CapBnd"].Should().Be("000001e000200103", "the last capability here is {0}", all);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("0", "--no-new-privs=false")]
    [InlineData("1", "--no-new-privs")]
    public async Task New_privileges_are_the_configurations_or_the_flags(string expected, params string[] flags)
    {
        var container = await Sleeper();

        var output = await Output(container, "grep NoNewPrivs /proc/self/status", flags);

        output.Should().Be($"NoNewPrivs:\t{expected}");
    }

    [Fact]
    public async Task A_process_brings_its_own_limits_and_standing()
    {
        var container = await Sleeper();

        var result = await ExecProcess(container, process =>
        {
            process["user"] = new JsonObject { ["uid"] = 3, ["gid"] = 4, ["umask"] = 7 + 8 * 2 };
            process["rlimits"] = new JsonArray(new JsonObject { ["type"] = "RLIMIT_NOFILE", ["soft"] = 77, ["hard"] = 99 });
            process["oomScoreAdj"] = 123;
            process["scheduler"] = new JsonObject { ["policy"] = "SCHED_BATCH", ["nice"] = 5 };
            process["ioPriority"] = new JsonObject { ["class"] = "IOPRIO_CLASS_IDLE", ["priority"] = 0 };
        }, "sh", "-c", "umask; ulimit -Sn; ulimit -Hn; cat /proc/self/oom_score_adj; awk '{ print $19, $41 }' /proc/self/stat; ionice -p $$");

        result.ShouldSucceed().Lines.Should().Equal("0027", "77", "99", "123", "5 3", "idle");
    }

    [Fact]
    public async Task Without_limits_of_its_own_those_of_the_container_hold()
    {
        var container = await Sleeper(NewBundle()
            .WithProcess("scheduler", new JsonObject { ["policy"] = "SCHED_BATCH", ["nice"] = 7 })
            .WithProcess("execCPUAffinity", new JsonObject { ["final"] = "0" }));

        var result = await ExecProcess(container, process =>
        {
            process.Remove("scheduler");
            process.Remove("execCPUAffinity");
        }, "sh", "-c", "awk '{ print $19, $41 }' /proc/self/stat; grep Cpus_allowed_list /proc/self/status");

        result.ShouldSucceed().Lines.Should().Equal("7 3", "Cpus_allowed_list:\t0");
    }

    [Fact]
    [Needs(Requirement.Binary, "setpriv")]
    public async Task A_capability_that_the_caller_cannot_give_is_left_out_with_a_warning()
    {
        string[] names = ["CAP_KILL", "CAP_WAKE_ALARM"];
        var sets = () => TestBundle.ToArray(names);
        var container = await Sleeper(NewBundle().WithProcess("capabilities", new JsonObject { ["bounding"] = sets(), ["effective"] = sets(), ["permitted"] = sets() }));
        string[] call = [Infrastructure.Runtime.Binary, "--root", Runtime.StateRoot, "exec", container.Id, "grep", "Cap", "/proc/self/status"];

        var result = await new Command("setpriv", ["--bounding-set=-wake_alarm", "--", .. call]).Execute();

        result.ShouldSucceed().Output.Should().Contain("CapEff:\t0000000000000020").And.Contain("CapBnd:\t0000000000000020");
        result.Errors.Should().Contain("can't be granted here: CAP_WAKE_ALARM");
    }

    [Fact]
    public async Task The_final_affinity_holds_and_without_one_the_callers_does_not()
    {
        var container = await Sleeper();
        var all = await Output(container, "grep Cpus_allowed_list /proc/self/status");

        var pinned = await (Runtime.Call("exec", container.Id, "grep", "Cpus_allowed_list", "/proc/self/status") with { Prelude = "taskset -p 1 $$ >/dev/null;" }).Execute();
        var given = await ExecProcess(
            container, process => process["execCPUAffinity"] = new JsonObject { ["initial"] = "0", ["final"] = "0" }, "grep", "Cpus_allowed_list", "/proc/self/status");

        pinned.ShouldSucceed().Text.Should().Be(all);
        given.ShouldSucceed().Text.Should().Be("Cpus_allowed_list:\t0");
    }

    // Who is born in its cgroup is never seen with the initial one, so the calls are.
    [Fact]
    [Needs(Requirement.Tinyo)]
    [Needs(Requirement.Binary, "strace")]
    public async Task The_initial_affinity_is_the_callers_before_it_starts_the_program()
    {
        Assert.SkipUnless(Environment.ProcessorCount > 1, "this machine has one CPU");
        var container = await Sleeper();
        var file = ProcessFile(container, process => process["execCPUAffinity"] = new JsonObject { ["initial"] = "1", ["final"] = "0" }, "true");
        var (trace, call) = (Path.Combine(Room, "trace"), Runtime.Call("exec", "--process", file, container.Id));

        var result = await (call with { Program = "strace", Arguments = ["-f", "-o", trace, "-e", "trace=sched_setaffinity,clone3", call.Program, .. call.Arguments] }).Execute();

        result.ShouldSucceed();
        var steps = File.ReadLines(trace).Where(line => line.Contains("sched_setaffinity") || line.Contains("CLONE_PIDFD"))
            .Select(line => line.Contains("CLONE_PIDFD") ? "start" : $"{line[line.IndexOf('[') + 1]}");
        steps.Should().Equal("1", "start", "0");
    }

    [Fact]
    public async Task Signals_are_as_a_program_expects_them()
    {
        var container = await Sleeper();

        var result = await (Runtime.Call("exec", container.Id, "cat", "/proc/self/status") with { Prelude = "trap '' HUP PIPE USR1;" }).Execute();

        var status = Table(result.ShouldSucceed().Output);
        (status["SigBlk"], status["SigIgn"], status["SigCgt"]).Should().Be(("0000000000000000", "0000000000000000", "0000000000000000"));
    }

    [Fact]
    public async Task It_has_a_session_of_its_own()
    {
        var container = await Sleeper();

        var output = await Output(container, "awk '{ print $1 == $5, $1 == $6 }' /proc/$$/stat");

        output.Should().Be("1 1");
    }

    private static IEnumerable<string> Sets(IReadOnlyDictionary<string, string> status) =>
        s_sets.Select(name => status[name]);
}
