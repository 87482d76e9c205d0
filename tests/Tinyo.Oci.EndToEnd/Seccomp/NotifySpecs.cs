using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Seccomp;

/// <summary>SCMP_ACT_NOTIFY: somebody outside decides about mkdir(2) and mount(2).</summary>
[Needs(Requirement.Kernel, "5.6")]
public sealed class NotifySpecs : SeccompTest
{
    private const int MkdirX64 = 83;
    private const int EXDEV = 18;
    private const string Script = "mkdir /tmp/a; echo mkdir $?; ls /tmp; mount -t tmpfs none /mnt 2>&1; echo mount $?";

    [Fact]
    public async Task A_container_that_is_created_and_started_is_decided_about()
    {
        using var agent = NewAgent();
        var serving = agent.Serve();

        var container = await Create(Bundle(agent.Path).WithScript(Script));
        var started = await container.Start();
        await container.WaitFor("stopped");
        (await container.Delete()).ShouldSucceed();
        await serving;

        started.ShouldSucceed();
        ShouldBeDecided(container.Output);
        ShouldBe(agent.State, container.Id, container.Bundle);
    }

    [Fact]
    public async Task A_container_that_is_run_is_decided_about()
    {
        using var agent = NewAgent();
        var serving = agent.Serve();
        var bundle = Bundle(agent.Path).WithScript(Script);

        var result = await Run(bundle);
        await serving;

        ShouldBeDecided(result.ShouldSucceed().Output);
        ((string)agent.State["metadata"]!).Should().Be("about \"it\"");
    }

    [Fact]
    public async Task Waiting_can_be_such_that_only_death_ends_it()
    {
        using var agent = NewAgent();
        var serving = agent.Serve();
        var bundle = Bundle(agent.Path).WithScript(Script).With(config =>
            config["linux"]!["seccomp"]!["flags"] = TestBundle.ToArray("SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV", "SECCOMP_FILTER_FLAG_LOG"));

        var result = await Run(bundle);
        await serving;

        ShouldBeDecided(result.ShouldSucceed().Output);
    }

    // The program is not run before the listener is handed over, and init itself may have to ask for its next read(2).
    [Fact]
    public async Task Even_reading_can_be_decided_about()
    {
        var reads = 0;
        using var agent = new Agent(Path.Combine(Room, "agent.sock"), call =>
        {
            reads++;
            return call.Number == 0 ? (int)Math.Min(call.Arguments[2], 12) : 0;
        });
        var serving = agent.Serve();
        var bundle = Bundle(agent.Path, "read").WithArgs("true");

        var result = await Run(bundle);
        await serving;

        result.ShouldSucceed();
        reads.Should().BePositive();
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task Without_a_listener_the_container_is_not_started()
    {
        var id = NewId();
        var path = Path.Combine(Room, "nobody.sock");

        var result = await Runtime.Invoke("run", "--bundle", Bundle(path).Save().Directory, id);

        result.ShouldExitWith(1).Errors.Should().Contain($"linux.seccomp.listenerPath {path}: nobody listens: it is missing");
        await NothingIsLeft(id);
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task A_profile_under_which_the_listener_cannot_be_handed_over_is_refused()
    {
        using var agent = NewAgent();
        var bundle = Bundle(agent.Path).With(config => config["linux"]!["seccomp"]!["syscalls"]!.AsArray().Add(Rule("SCMP_ACT_ERRNO", "write")));

        var result = await Run(bundle);

        result.ShouldExitWith(1).Errors.Should().Contain("handed over").And.Contain("write(2)");
    }

    private Agent NewAgent() => new(Path.Combine(Room, "agent.sock"), static call =>
    {
        if (call.Number is 165 or 40)
        {
            return -EXDEV;
        }

        Directory.CreateDirectory($"/proc/{call.Pid}/root{call.Text(call.Number == MkdirX64 ? 0 : 1)}-by-agent");
        return 0;
    });

    private TestBundle Bundle(string listener, params string[] names) => NewBundle()
        .With(config => config["root"]!["readonly"] = false)
        .WithLinux("seccomp", new JsonObject
        {
            ["defaultAction"] = "SCMP_ACT_ALLOW",
            ["listenerPath"] = listener,
            ["listenerMetadata"] = "about \"it\"",
            ["syscalls"] = new JsonArray(Rule("SCMP_ACT_NOTIFY", names.Length > 0 ? names : ["mkdir", "mkdirat", "mount"])),
        });

    private static void ShouldBeDecided(string output)
    {
        output.Should().StartWith("mkdir 0\na-by-agent\n").And.Contain("cross-device").And.NotContain("mount 0");
    }

    private static void ShouldBe(JsonObject state, string id, TestBundle bundle)
    {
        ((string)state["ociVersion"]!).Should().StartWith("1.");
        state["fds"]!.AsArray().Select(name => (string)name!).Should().Equal("seccompFd");
        ((int)state["pid"]!).Should().BePositive().And.Be((int)state["state"]!["pid"]!);
        ((string)state["state"]!["id"]!).Should().Be(id);
        ((string)state["state"]!["bundle"]!).Should().Be(bundle.Directory);
        ((string)state["state"]!["status"]!).Should().BeOneOf("creating", "created");
    }
}
