using Tinyo.Oci.EndToEnd.Infrastructure;
using Tinyo.Oci.EndToEnd.Process;

namespace Tinyo.Oci.EndToEnd.Engines.Callers;

/// <summary>conmon-rs: flags with equals signs, the global ones twice, and exec with the program's own words.</summary>
public sealed class ConmonRsSpecs : CallerTest
{
    private string PidFile => InRoom("pidfile");

    [Fact]
    public async Task Global_flags_may_come_twice()
    {
        await Create();

        Process(PidFile).IsAlive.Should().BeTrue();
    }

    [Fact]
    public async Task Create_sends_its_terminal()
    {
        using var console = new ConsoleSocket(InRoom("c"));
        Bundle.WithArgs("tty").WithProcess("terminal", true);

        (await Call($"--root={Root}", $"--root={Root}", "create", "--bundle", BundlePath, "--pid-file", PidFile, $"--console-socket={console.Path}", Id)).ShouldSucceed();

        console.Receive().Descriptors.Should().ContainSingle();
    }

    [Fact]
    public async Task Exec_takes_the_programs_words_as_they_are()
    {
        await CreateAndStart();

        var result = await Call($"--root={Root}", $"--root={Root}", "exec", "-d", $"--pid-file={InRoom("e.pid")}", Id, "sh", "-c", "echo -d --pid-file=x \"$@\"", "sh", "--tty", "-e");

        await Until(() => File.ReadAllText(result.ShouldSucceed().OutputFile) == "-d --pid-file=x --tty -e\n", "what the program prints");
        _ = Process(InRoom("e.pid"));
    }

    [Fact]
    public async Task Exec_with_a_terminal_sends_it()
    {
        await CreateAndStart();
        using var console = new ConsoleSocket(InRoom("e"));

        (await Call($"--root={Root}", $"--root={Root}", "exec", "-d", $"--console-socket={console.Path}", "--tty", $"--pid-file={InRoom("e.pid")}", Id, "tty")).ShouldSucceed();

        console.Receive().Descriptors.Should().ContainSingle();
        (await console.ReadUntil("\n")).Should().Contain("/dev/pts/0");
    }

    [Fact]
    [Needs(Requirement.Systemd)]
    public async Task Systemd_is_named_twice()
    {
        Bundle.WithLinux("cgroupsPath", $"system.slice:crio:{Id}");
        string[] words = [$"--root={Root}", "--systemd-cgroup", $"--root={Root}", "--systemd-cgroup"];

        (await Call([.. words, "create", "--bundle", BundlePath, "--pid-file", PidFile, Id])).ShouldSucceed();

        Process(PidFile).UnifiedCgroup.Should().EndWith($"/system.slice/crio-{Id}.scope");
    }

    private async Task Create() =>
        (await Call($"--root={Root}", $"--root={Root}", "create", "--bundle", BundlePath, "--pid-file", PidFile, Id)).ShouldSucceed();

    private async Task CreateAndStart()
    {
        await Create();
        (await Call($"--root={Root}", "start", Id)).ShouldSucceed();
    }
}
