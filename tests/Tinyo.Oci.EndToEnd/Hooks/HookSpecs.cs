using System.Globalization;
using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Hooks;

/// <summary>When hooks run, where, and with what.</summary>
public sealed class HookSpecs : HookTest
{
    // runc 1.1 runs poststart hooks too early, at create.
    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task All_six_kinds_run_in_their_order_and_each_list_in_its()
    {
        var bundle = NotingBundle().WithScript("echo program >> /mnt/order; exec sleep 100");
        foreach (var kind in Kinds)
        {
            bundle.WithHook(kind, Script($"echo {kind} 1 >> {NotesOf(kind)}/order")).WithHook(kind, Script($"echo {kind} 2 >> {NotesOf(kind)}/order"));
        }

        var container = await Create(bundle);
        var atCreate = Noted("order").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        (await container.Start()).ShouldSucceed();
        await Until(() => Noted("order").Contains("program"));
        var atStart = Noted("order").Split('\n', StringSplitOptions.RemoveEmptyEntries)[atCreate.Length..];
        (await container.Delete("--force")).ShouldSucceed();
        var atDelete = Noted("order").Split('\n', StringSplitOptions.RemoveEmptyEntries)[(atCreate.Length + atStart.Length)..];

        atCreate.Should().Equal("prestart 1", "prestart 2", "createRuntime 1", "createRuntime 2", "createContainer 1", "createContainer 2");
        // The program runs on while poststart hooks do.
        atStart.Take(2).Should().Equal("startContainer 1", "startContainer 2");
        atStart.Where(line => line != "program").Should().Equal("startContainer 1", "startContainer 2", "poststart 1", "poststart 2");
        atDelete.Should().Equal("poststop 1", "poststop 2");
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task Run_runs_all_of_them_too()
    {
        var bundle = NotingBundle();
        foreach (var kind in Kinds)
        {
            bundle.WithHook(kind, Script($"echo {kind} >> {NotesOf(kind)}/order"));
        }

        (await Run(bundle)).ShouldSucceed();

        Noted("order").Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().Equal(Kinds);
    }

    [Theory]
    [InlineData("prestart", "created")]
    [InlineData("createRuntime", "creating")]
    [InlineData("createContainer", "creating")]
    [InlineData("startContainer", "created")]
    [InlineData("poststart", "running")]
    [InlineData("poststop", "stopped")]
    public async Task The_state_is_on_its_standard_input(string kind, string status)
    {
        Assert.SkipUnless(kind != "poststart" || Runtime.IsTinyo, "runc 1.1 runs poststart hooks too early");
        Assert.SkipUnless(kind != "prestart" || Runtime.IsTinyo, "runc says creating, crun says created");
        var bundle = NotingBundle().WithArgs("sleep", "100").WithHook(kind, Script($"cat > {NotesOf(kind)}/state"));
        bundle.Config["annotations"] = new JsonObject { ["com.example.key"] = "value \"quoted\" / slashed" };
        var container = await Create(bundle);
        var pid = (await container.Process()).Pid;
        (await container.Start()).ShouldSucceed();
        (await container.Delete("--force")).ShouldSucceed();

        var state = JsonNode.Parse(Noted("state"))!;

        ((string)state["ociVersion"]!).Should().StartWith("1.");
        ((string)state["id"]!).Should().Be(container.Id);
        ((string)state["status"]!).Should().Be(status);
        ((string)state["bundle"]!).Should().Be(bundle.Directory);
        ((string)state["annotations"]!["com.example.key"]!).Should().Be("value \"quoted\" / slashed");
        var expected = kind switch { "createContainer" or "startContainer" => 1, "poststop" => 0, _ => pid };
        ((int?)state["pid"] ?? 0).Should().Be(expected, "hooks inside the container see its own numbers, and a stopped one has none");
    }

    [Theory]
    [InlineData("prestart", false)]
    [InlineData("createRuntime", false)]
    [InlineData("createContainer", true)]
    [InlineData("startContainer", true)]
    [InlineData("poststart", false)]
    [InlineData("poststop", false)]
    public async Task It_runs_in_the_namespaces_of_its_kind(string kind, bool inside)
    {
        string[] links = ["mnt", "pid", "net", "ipc", "uts"];
        var bundle = NotingBundle().WithArgs("sleep", "100")
            .WithHook(kind, Script($"for n in {string.Join(' ', links)}; do readlink /proc/self/ns/$n; done > {NotesOf(kind)}/ns"));
        var container = await Create(bundle);
        var process = inside ? await container.Process() : new HostProcess(Environment.ProcessId);
        var expected = links.Select(process.Namespace).ToArray();

        (await container.Start()).ShouldSucceed();
        (await container.Delete("--force")).ShouldSucceed();

        Noted("ns").Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().Equal(expected);
    }

    [Theory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    [InlineData("startContainer")]
    [InlineData("poststart")]
    [InlineData("poststop")]
    public async Task Its_environment_and_arguments_are_exactly_the_given_ones(string kind)
    {
        var bundle = NotingBundle();
        foreach (var file in new[] { "environ", "cmdline" })
        {
            bundle.WithHook(kind, Copy(kind, file, "PATH=/usr/bin:/bin", "ONLY=this", "EMPTY="));
        }

        (await Run(bundle)).ShouldSucceed();

        Noted("environ").Should().Be("PATH=/usr/bin:/bin\0ONLY=this\0EMPTY=\0");
        Noted("cmdline").Should().Be($"cp\0/proc/self/cmdline\0{NotesOf(kind)}/cmdline\0");
    }

    // startContainer hooks inherit the container's environment with today's runc, and with us; those of runc 1.1 inherit the runtime's.
    [Theory]
    [Needs(Requirement.Tinyo)]
    [InlineData("prestart", false)]
    [InlineData("createRuntime", false)]
    [InlineData("createContainer", false)]
    [InlineData("startContainer", true)]
    [InlineData("poststart", false)]
    [InlineData("poststop", false)]
    public async Task Without_an_environment_it_has_none_or_the_programs(string kind, bool programs)
    {
        var hook = Copy(kind, "environ");
        hook.Remove("env");

        (await Run(NotingBundle().WithEnvironment("ITS", "own").WithHook(kind, hook))).ShouldSucceed();

        File.Exists(Path.Combine(Notes, "environ")).Should().BeTrue();
        Noted("environ").Split('\0', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(programs ? 5 : 0);
        Noted("environ").Contains("ITS=own").Should().Be(programs);
    }

    [Fact]
    public async Task Without_arguments_its_name_is_its_path()
    {
        var bundle = NotingBundle();
        bundle.WithFile("tell", $"#!/bin/sh\necho \"$0 $#\" > {Notes}/tell\n", "755").WithHook("prestart", new JsonObject { ["path"] = Path.Combine(bundle.Directory, "tell") });

        (await Run(bundle)).ShouldSucceed();

        Noted("tell").Should().Be($"{bundle.Directory}/tell 0\n");
    }

    [Theory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    public async Task The_container_is_there_before_pivot_root(string kind)
    {
        var bundle = NotingBundle().WithHook(kind, Script($"cat /proc/self/mountinfo > {Notes}/mounts"));
        bundle.WithMount("/var", "tmpfs", "tmpfs");

        (await Run(bundle)).ShouldSucceed();

        var seen = Noted("mounts").Contains($" {bundle.RootFilesystem}/var ");
        seen.Should().Be(kind == "createContainer", "only hooks of the container see its mounts, and at the host's paths");
    }

    [Fact]
    public async Task The_cgroup_is_there_before_the_first_hook()
    {
        var bundle = NotingBundle().WithArgs("sleep", "100")
            .WithHook("prestart", Script($"pid=$(sed 's/.*\"pid\": *\\([0-9]*\\).*/\\1/' | tr -d '\\n '); cat /proc/$pid/cgroup > {Notes}/cgroup"));

        var container = await Create(bundle);

        Noted("cgroup").Should().Contain(container.Id);
    }

    // Its program is the image's: with init's rights it could leave the container.
    [Fact]
    public async Task StartContainer_has_the_rights_of_the_program_and_no_more()
    {
        var bundle = NotingBundle().WithProcess("user", new JsonObject { ["uid"] = 1000, ["gid"] = 1001, ["additionalGids"] = new JsonArray(7) })
            .WithProcess("cwd", "/tmp").WithHook("startContainer", Script("{ pwd; cat /proc/self/status; } > /mnt/rights"));
        Command.Run("chmod", "777", Notes).ShouldSucceed();

        (await Run(bundle)).ShouldSucceed();

        Noted("rights").Should().StartWith("/tmp\n").And.Contain("Uid:\t1000\t1000").And.Contain("Gid:\t1001\t1001").And.MatchRegex("Groups:\t7")
            .And.Contain("CapEff:\t0000000000000000").And.Contain("CapBnd:\t0000000020000420").And.Contain("NoNewPrivs:\t1");
    }

    [Theory]
    [InlineData("prestart", 0x12)]
    [InlineData("createContainer", 0x12)]
    [InlineData("startContainer", 0x3F)]
    public async Task What_it_makes_is_not_open_to_everybody(string kind, int umask)
    {
        var bundle = NotingBundle().WithProcess("user", new JsonObject { ["uid"] = 0, ["gid"] = 0, ["umask"] = 0x3F })
            .WithHook(kind, Script($"umask > {NotesOf(kind)}/umask"));
        var call = Runtime.Call("run", "--bundle", bundle.Save().Directory, NewId());

        (await (call with { Prelude = "umask 022;" }).Execute()).ShouldSucceed();

        Convert.ToInt32(Noted("umask").Trim(), 8).Should().Be(umask, "it is the caller's, or inside the container the program's");
    }

    [Theory]
    [InlineData("prestart")]
    [InlineData("createContainer")]
    [InlineData("poststop")]
    public async Task It_runs_in_the_bundle(string kind)
    {
        var bundle = NotingBundle().WithHook(kind, Script($"pwd > {Notes}/pwd"));

        (await Run(bundle)).ShouldSucceed();

        Noted("pwd").Should().Be($"{bundle.Directory}\n");
    }

    [Theory]
    [InlineData("prestart")]
    [InlineData("createContainer")]
    [InlineData("startContainer")]
    [InlineData("poststop")]
    [Needs(Requirement.Tinyo)]
    public async Task It_inherits_no_descriptor_but_its_streams(string kind)
    {
        var bundle = NotingBundle().WithHook(kind, Script($"for n in /proc/self/fd/*; do readlink $n || true; done > {NotesOf(kind)}/open"));
        var call = Runtime.Call("run", "--preserve-fds", "2", "--bundle", bundle.Save().Directory, NewId());

        (await (call with { Prelude = "exec 3</etc/passwd 4</etc/passwd 9</etc/passwd;" }).Execute()).ShouldSucceed();

        Noted("open").Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().NotBeEmpty()
            .And.NotContain(target => target.Contains("passwd") || target.Contains("socket"));
    }

    [Fact]
    public async Task Signals_are_at_their_defaults_in_it()
    {
        var bundle = NotingBundle().WithHook("createRuntime", Copy("createRuntime", "status"));

        (await Run(bundle)).ShouldSucceed();

        string[] names = ["SigBlk", "SigIgn"];
        names.Select(name => Noted("status").Split('\n').Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split('\t')[1])
            .Should().NotBeEmpty().And.OnlyContain(set => ulong.Parse(set, NumberStyles.HexNumber, CultureInfo.InvariantCulture) == 0);
    }

    // No shell between: it would add to the environment.
    private JsonObject Copy(string kind, string file, params string[] environment) => new()
    {
        ["path"] = kind == "startContainer" ? "/bin/busybox" : Requirements.Find("busybox"),
        ["args"] = TestBundle.ToArray("cp", $"/proc/self/{file}", $"{NotesOf(kind)}/{file}"),
        ["env"] = TestBundle.ToArray(environment),
    };

    private static async Task Until(Func<bool> condition)
    {
        for (var tries = 0; !condition(); tries++)
        {
            tries.Should().BeLessThan(500);
            await Task.Delay(20);
        }
    }
}
