using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>Podman runs more programs in its containers, by itself and as health checks.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
[Needs(Requirement.Binary, "podman")]
[Needs(Requirement.Binary, "conmon")]
[AlsoInLab]
public sealed class PodmanExecSpecs(PodmanWithImage podman) : IClassFixture<PodmanWithImage>, IAsyncDisposable
{
    private readonly List<string> _ids = [];

    [Theory]
    [InlineData("a b", "echo $A", "--env", "A=a b")]
    [InlineData("1000:1000", "echo $(id -u):$(id -g)", "--user", "1000:1000")]
    [InlineData("/tmp", "pwd", "--workdir", "/tmp")]
    [InlineData("same", "[ \"$(grep CapEff /proc/self/status)\" = \"$(grep CapEff /proc/1/status)\" ] && echo same")]
    public async Task An_option_acts(string output, string script, params string[] flags)
    {
        var id = await Start("sleep", "1000");

        var result = await podman.Invoke(["exec", .. flags, id, "sh", "-c", script]);

        result.ShouldSucceed().Text.Should().Be(output);
    }

    [Fact]
    public async Task A_privileged_one_has_all_that_podman_has()
    {
        var id = await Start("sleep", "1000");

        var result = await podman.Invoke("exec", "--privileged", id, "grep", "CapEff", "/proc/self/status");

        result.ShouldSucceed().Text.Should().Be($"CapEff:\t{new HostProcess(Environment.ProcessId).StatusLine("CapBnd")}");
    }

    [Theory]
    [InlineData("no-such-program", 127)]
    [InlineData("/no/such/program", 127)]
    [InlineData("/etc/plain", 126)]
    [InlineData("/etc", 126)]
    public async Task A_program_that_can_not_run_gives_podmans_own_exit_code(string program, int code)
    {
        var id = await Start("sleep", "1000");

        var result = await podman.Invoke("exec", id, program);

        result.ShouldExitWith(code).Errors.Should().Contain(program);
    }

    [Fact]
    public async Task A_detached_one_goes_on()
    {
        var id = await Start("sleep", "1000");

        (await podman.Invoke("exec", "--detach", id, "sh", "-c", "echo here > /tmp/mark; exec sleep 1000")).ShouldSucceed();

        (await Until(() => podman.Invoke("exec", id, "cat", "/tmp/mark"))).Text.Should().Be("here");
    }

    [Fact]
    [Needs(Requirement.Binary, "script")]
    public async Task A_terminal_is_a_terminal()
    {
        var id = await Start("sleep", "1000");
        var call = podman.Call("exec", "--interactive", "--tty", id, "sh", "-c", "tty; read line; echo \"got <$line>\"; exit 4");

        var result = await new Command("/bin/sh", ["-c", "(sleep 2; printf 'typed\\n'; sleep 2) | script -qec \"$1\" /dev/null", "sh", Quoted(call)]) { Environment = call.Environment }.Execute();

        var output = result.ShouldExitWith(4).Output.ReplaceLineEndings("\n");
        output.Should().Contain("/dev/pts/0\n").And.Contain("got <typed>\n");
    }

    [Theory]
    [InlineData("true", 0)]
    [InlineData("false", 1)]
    public async Task A_health_check_is_run(string check, int code)
    {
        var id = await StartWith(["--health-cmd", check, "--health-interval", "disable", "--health-retries", "1"], "sleep", "1000");

        var result = await podman.Invoke("healthcheck", "run", id);

        result.ShouldExitWith(code);
    }

    /// <summary>Everything that the test started must be gone.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var id in _ids)
        {
            await podman.Invoke("rm", "--force", "--ignore", "--time", "0", id);
            await Leftovers.CheckEngine(id, podman.Room, PodmanWithImage.StateRoot);
        }
    }

    private Task<string> Start(params string[] program) => StartWith([], program);

    private async Task<string> StartWith(string[] flags, params string[] program)
    {
        var result = await podman.Invoke(["run", "--detach", "--cgroup-parent", podman.CgroupParent, "--network", "none", .. flags, PodmanWithImage.Image, .. program]);
        _ids.Add(result.ShouldSucceed().Text);
        return _ids[^1];
    }

    private static string Quoted(Command command) =>
        string.Join(' ', command.Arguments.Prepend(command.Program).Select(word => $"'{word.Replace("'", "'\\''")}'"));

    private static async Task<CommandResult> Until(Func<Task<CommandResult>> call)
    {
        var result = await call();
        for (var tries = 0; tries < 50 && result.ExitCode != 0; tries++)
        {
            await Task.Delay(100);
            result = await call();
        }

        return result;
    }
}
