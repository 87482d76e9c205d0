using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;
using Tinyo.Oci.EndToEnd.Process;

namespace Tinyo.Oci.EndToEnd.Exec;

/// <summary>Whoever joins a container is under its filter of system calls.</summary>
public sealed class ExecSeccompSpecs : ExecTest
{
    [Theory]
    [InlineData(true, "0")]
    [InlineData(false, "0")]
    [InlineData(true, "1000")]
    [InlineData(false, "1000")]
    public async Task The_containers_filter_holds(bool noNewPrivileges, string user)
    {
        var container = await Sleeper(Filtered("SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", "mkdir", "mkdirat").WithProcess("noNewPrivileges", noNewPrivileges));

        var result = await Exec("--user", user, container.Id, "sh", "-c", "grep -E '^(Seccomp|CapEff|NoNewPrivs):' /proc/self/status; mkdir /tmp/x");

        result.ShouldExitWith(1).Errors.Should().Contain("Operation not permitted");
        result.Lines.Should().Contain("Seccomp:\t2").And.Contain(user == "0" ? "CapEff:\t0000000020000420" : "CapEff:\t0000000000000000")
            .And.Contain($"NoNewPrivs:\t{(noNewPrivileges ? 1 : 0)}");
    }

    [Fact]
    public async Task A_filter_that_lets_through_little_more_than_the_program_needs_is_enough()
    {
        var container = await Start(Filtered("SCMP_ACT_KILL_PROCESS", "SCMP_ACT_ALLOW", "execve", "exit_group", "exit", "brk", "arch_prctl", "set_tid_address",
            "set_robust_list", "rseq", "prlimit64", "readlink", "readlinkat", "getrandom", "mprotect", "prctl", "getuid", "nanosleep", "clock_nanosleep", "restart_syscall")
            .WithArgs("sleep", "1000"));

        var result = await Exec(container.Id, "true");

        result.ShouldSucceed();
    }

    [Fact]
    public async Task It_is_the_one_that_the_container_was_created_with()
    {
        var container = await Sleeper(Filtered("SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", "mkdir", "mkdirat"));
        container.Bundle.Config["linux"]!.AsObject().Remove("seccomp");
        container.Bundle.Save();

        var result = await Exec(container.Id, "mkdir", "/tmp/x");

        result.ShouldExitWith(1).Errors.Should().Contain("Operation not permitted");
    }

    [Fact]
    public async Task A_listener_is_handed_over_for_every_program()
    {
        using var socket = new ConsoleSocket(Path.Combine(Room, "listener.sock"));
        var bundle = Filtered("SCMP_ACT_ALLOW", "SCMP_ACT_NOTIFY", "mkdir");
        bundle.Config["linux"]!["seccomp"]!["listenerPath"] = socket.Path;
        var container = await Sleeper(bundle);
        var first = socket.Receive();

        var result = await Exec(container.Id, "echo", "through");

        result.ShouldSucceed().Output.Should().Be("through\n");
        first.Descriptors.Should().ContainSingle();
        socket.Receive().Descriptors.Should().ContainSingle();
    }

    private TestBundle Filtered(string otherwise, string action, params string[] names) => NewBundle().WithLinux("seccomp", new JsonObject
    {
        ["defaultAction"] = otherwise,
        ["syscalls"] = new JsonArray(new JsonObject { ["names"] = TestBundle.ToArray(names), ["action"] = action }),
    });
}
