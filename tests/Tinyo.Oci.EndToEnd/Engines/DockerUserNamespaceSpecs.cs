using System.Globalization;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>Docker gives containers user namespaces.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.UserNamespaces)]
[Needs(Requirement.Binary, "busybox")]
[Needs(Requirement.Binary, "useradd")]
[Needs(Requirement.NewerEngines)]
public sealed class DockerUserNamespaceSpecs(RemappedDocker docker) : IClassFixture<RemappedDocker>, IAsyncDisposable
{
    private readonly string _name = Workspace.NewId();

    [Fact]
    public async Task Root_inside_is_another_outside_and_owns_what_is_its()
    {
        var result = await Run("--rm", "--init", "--tty", Docker.Image, "sh", "-c", "tty; id -u; cat /proc/self/uid_map; touch /new /dev/shm/new; stat -c %u /new /dev/shm/new /dev/pts; cat /proc/1/comm");

        Words(result).Should().Equal("/dev/pts/0", "0", $"0 {docker.FirstUid} 65536", "0", "0", "0", "docker-init");
    }

    [Fact]
    public async Task Exec_limits_and_signals_work_on_it()
    {
        (await Run("--detach", "--memory", "64m", Docker.Image, "sh", "-c", "trap 'exit 3' TERM; while :; do sleep 0.05; done")).ShouldSucceed();
        var process = new HostProcess(int.Parse((await docker.Call("inspect", "--format", "{{.State.Pid}}", _name)).ShouldSucceed().Text, CultureInfo.InvariantCulture));

        process.StatusLine("Uid").Split('\t')[0].Should().Be($"{docker.FirstUid}");
        (await docker.Call("exec", "--user", "5", _name, "sh", "-c", "id -u; readlink /proc/self/ns/user")).ShouldSucceed().Lines.Should().Equal("5", process.Namespace("user"));
        (await docker.Call("update", "--memory", "48m", "--memory-swap", "96m", _name)).ShouldSucceed();
        (await docker.Call("pause", _name)).ShouldSucceed();
        Directory.EnumerateFileSystemEntries(docker.StateRoot).Should().ContainSingle();
        (await docker.Call("unpause", _name)).ShouldSucceed();
        (await docker.Call("stop", _name)).ShouldSucceed();
        (await docker.Call("inspect", "--format", "{{.State.ExitCode}}", _name)).Text.Should().Be("3");
    }

    /// <summary>The host's user namespace is what privileged ones have.</summary>
    [Fact]
    public async Task One_can_do_without_it()
    {
        var result = await Run("--rm", "--privileged", "--userns", "host", Docker.Image, "sh", "-c", "readlink /proc/self/ns/user");

        result.ShouldSucceed().Text.Should().Be(new HostProcess(Environment.ProcessId).Namespace("user"));
    }

    /// <summary>Everything that the test started must be gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (docker.IsThere)
        {
            await docker.Call("rm", "--force", "--volumes", _name);
            await Leftovers.CheckEngine(_name, _name, docker.StateRoot);
        }
    }

    private Task<CommandResult> Run(params string[] words) => docker.Call(["run", "--runtime", "tinyo-oci", "--network", "none", "--name", _name, .. words]);

    private static IEnumerable<string> Words(CommandResult result) =>
        result.ShouldSucceed().Output.Split(["\r\n", "\n"], StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
}
