using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Seccomp;

/// <summary>When the filter is put on, on what, and what it leaves alone.</summary>
public sealed class FilterSpecs : SeccompTest
{
    [Theory]
    [InlineData("podman", true)]
    [InlineData("podman", false)]
    [InlineData("docker", true)]
    [InlineData("docker", false)]
    public async Task Programs_run_under_an_engines_profile(string engine, bool noNewPrivileges)
    {
        var bundle = BundleWith(ProfileOf(engine)).WithProcess("noNewPrivileges", noNewPrivileges).WithScript("""
            grep Seccomp: /proc/self/status
            printf 'b\na\n' | sort | tr '\n' ' '; echo
            echo text > /dev/shm/file && cp /dev/shm/file /dev/shm/copy && cat /dev/shm/copy && rm /dev/shm/file
            (sleep 0.1; echo slept) & wait
            unshare -m true 2>&1
            mount -t tmpfs none /mnt 2>&1
            """);

        var lines = (await Run(bundle)).Lines;

        lines.Take(4).Should().Equal("Seccomp:\t2", "a b ", "text", "slept");
        lines.Skip(4).Should().HaveCount(2).And.OnlyContain(line => line.Contains("not permitted") || line.Contains("denied"));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(0, false)]
    [InlineData(1000, true)]
    [InlineData(1000, false)]
    public async Task It_changes_no_privilege(int uid, bool noNewPrivileges)
    {
        async Task<string> Privileges(TestBundle bundle) => await Output(bundle
            .WithProcess("user", new JsonObject { ["uid"] = uid, ["gid"] = uid })
            .WithProcess("noNewPrivileges", noNewPrivileges)
            .WithArgs("grep", "-E", "^(Cap|Uid|Gid|Groups|NoNewPrivs)", "/proc/self/status"));

        var with = await Privileges(BundleWith(Profile()));
        var without = await Privileges(NewBundle());

        with.Should().Be(without).And.Contain("CapEff");
    }

    // After the filter there is execve(2), and nothing else: not one call of ours for it to refuse.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_put_on_last(bool noNewPrivileges)
    {
        var deadly = Rule(
            "SCMP_ACT_KILL_PROCESS", "capset", "capget", "setresuid", "setresgid", "setgroups", "close_range", "chdir", "fchdir", "umask", "sendmsg",
            "recvmsg", "write", "read", "poll", "ppoll", "futex", "sched_yield", "rt_sigaction", "rt_sigprocmask", "munmap", "dup2", "dup3", "close", "seccomp", "execveat", "madvise");

        var result = await Run(BundleWith(Profile(deadly)).WithProcess("noNewPrivileges", noNewPrivileges).WithArgs("true"));

        result.ShouldSucceed();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Hooks_are_not_filtered(bool noNewPrivileges)
    {
        var bundle = BundleWith(Profile(Rule("SCMP_ACT_KILL", "mkdir", "mkdirat"))).WithProcess("noNewPrivileges", noNewPrivileges).WithScript("ls -d /dev/shm/*");
        foreach (var kind in new[] { "prestart", "createRuntime", "poststart", "poststop" })
        {
            bundle.WithHook(kind, Hook(Path.Combine(Room, kind)));
        }

        bundle.WithHook("startContainer", Hook("/dev/shm/startContainer"));

        var result = await Run(bundle);

        result.ShouldSucceed().Text.Should().Be("/dev/shm/startContainer");
        Directory.GetDirectories(Room).Select(Path.GetFileName).Should().Contain(["prestart", "createRuntime", "poststart", "poststop"]);
    }

    [Fact]
    public async Task It_is_not_on_yet_while_the_container_waits_for_start()
    {
        var container = await Create(BundleWith(Profile()).WithArgs("sleep", "100"));
        var waiting = (await container.Process()).StatusLine("Seccomp");
        (await container.Start()).ShouldSucceed();

        (await container.Process()).StatusLine("Seccomp").Should().Be("2");
        waiting.Should().Be(new HostProcess(Environment.ProcessId).StatusLine("Seccomp"));
    }

    [Theory]
    [InlineData("""{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [ { "names": [ "ioctl" ], "action": "SCMP_ACT_ERRNO", "errnoRet": 4096 } ] }""", "errnoRet: 4096 is out of range")]
    [InlineData("""{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [ { "names": [ "mkdir" ], "action": "SCMP_ACT_NOTIFY" } ] }""", "linux.seccomp.listenerPath: missing: SCMP_ACT_NOTIFY needs it")]
    [InlineData("""{ "defaultAction": "SCMP_ACT_NOTIFY", "listenerPath": "/run/a" }""", "SCMP_ACT_NOTIFY can't be the default")]
    [InlineData("""{ "defaultAction": "SCMP_ACT_ALLOW", "listenerPath": "/run/a", "syscalls": [ { "names": [ "write" ], "action": "SCMP_ACT_NOTIFY" } ] }""", "SCMP_ACT_NOTIFY can't be used for write")]
    [Needs(Requirement.Tinyo)]
    public async Task What_cannot_be_done_is_refused_before_anything_is_made(string profile, string expected)
    {
        var id = NewId();

        var result = await TryCreate(BundleWith(JsonNode.Parse(profile)!), id);

        result.ShouldExitWith(1).Errors.Should().Contain(expected);
        await NothingIsLeft(id);
    }

    private static JsonObject Hook(string directory) => new()
    {
        ["path"] = "/bin/sh",
        ["args"] = TestBundle.ToArray("sh", "-c", $"mkdir {directory}"),
        ["env"] = TestBundle.ToArray("PATH=/usr/bin:/bin"),
    };
}
