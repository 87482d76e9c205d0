using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;
using Tinyo.Oci.EndToEnd.Process;

namespace Tinyo.Oci.EndToEnd.Exec;

/// <summary>A terminal for a program that joins a container, out of the container's own devpts.</summary>
public sealed class ExecTerminalSpecs : ExecTest
{
    private const string Look = "tty; test -t 0 && test -t 1 && test -t 2 && echo all; awk '{ print $1 == $6, $7 != 0 }' /proc/$$/stat";

    [Fact]
    public async Task A_detached_one_has_its_other_side_sent()
    {
        using var socket = NewSocket();
        var container = await Sleeper();

        (await Exec("--detach", "--tty", "--console-socket", socket.Path, container.Id, "sh", "-c", $"{Look}; read line; echo \"got $line\"")).ShouldSucceed();
        var message = socket.Receive();
        var before = await socket.ReadUntil("1 1");
        socket.Type("some words\n");
        var after = await socket.ReadUntil("got ");

        message.Descriptors.Should().ContainSingle();
        message.ControlBytes.Should().Be(24, "go-runc wants exactly CMSG_SPACE(4)");
        before.ReplaceLineEndings("\n").TrimEnd().Should().Be("/dev/pts/0\nall\n1 1");
        after.Should().Contain("got some words");
    }

    [Fact]
    public async Task It_belongs_to_the_user_and_has_the_size_of_the_file()
    {
        using var socket = NewSocket();
        var container = await Sleeper();
        var file = ProcessFile(container, process =>
        {
            process["terminal"] = true;
            process["consoleSize"] = new JsonObject { ["height"] = 33, ["width"] = 117 };
            process["user"] = new JsonObject { ["uid"] = 1000, ["gid"] = 1000 };
        }, "sh", "-c", "stat -L -c %u /proc/self/fd/0; stty size; echo end");

        (await Exec("--process", file, "--detach", "--console-socket", socket.Path, container.Id)).ShouldSucceed();
        socket.Receive();

        (await socket.ReadUntil("end")).ReplaceLineEndings("\n").TrimEnd().Should().Be("1000\n33 117\nend");
    }

    [Fact]
    [Needs(Requirement.UserNamespaces)]
    public async Task In_a_user_namespace_it_belongs_to_the_user_inside()
    {
        using var socket = NewSocket();
        var mapping = new JsonArray(new JsonObject { ["containerID"] = 0, ["hostID"] = 100_000, ["size"] = 65536 });
        var container = await Sleeper(NewBundle().WithNamespace("user").WithoutMount("/sys/fs/cgroup")
            .WithLinux("uidMappings", mapping).WithLinux("gidMappings", mapping.DeepClone()));

        (await Exec("-d", "-t", "-u", "7", "--console-socket", socket.Path, container.Id, "sh", "-c", "stat -L -c %u /proc/self/fd/0; echo x > $(tty) && echo end")).ShouldSucceed();
        socket.Receive();

        (await socket.ReadUntil("end")).ReplaceLineEndings("\n").TrimEnd().Should().Be("7\nx\nend");
    }

    [Fact]
    [Needs(Requirement.Binary, "script")]
    public async Task In_front_the_terminal_of_the_caller_is_passed_through()
    {
        var container = await Sleeper();
        var line = $"stty rows 41 cols 132; {Quoted(Runtime.Call("exec", "-t", container.Id, "sh", "-c", $"{Look}; read line; echo \"got <$line>\"; stty size; exit 5"))}";

        var result = await new Command("/bin/sh", ["-c", "(sleep 1; printf 'typed\\n'; sleep 1) | script -qec \"$1\" /dev/null", "sh", line]).Execute();

        var output = result.ShouldExitWith(5).Output.ReplaceLineEndings("\n");
        output.Should().Contain("\nall\n").And.Contain("1 1\n").And.Contain("got <typed>\n").And.Contain("41 132");
    }

    [Fact]
    [Needs(Requirement.Binary, "script")]
    public async Task In_front_the_size_of_the_callers_terminal_is_followed()
    {
        var container = await Sleeper();
        var look = "stty size; n=0; while [ \"$(stty size)\" = '41 132' ] && [ $n -lt 100 ]; do sleep 0.05; n=$((n+1)); done; stty size";
        var line = $"stty rows 41 cols 132; (sleep 1; stty -F /dev/tty rows 50 cols 90) & {Quoted(Runtime.Call("exec", "-t", container.Id, "sh", "-c", look))}";

        var result = await new Command("/bin/sh", ["-c", "sleep 4 | script -qec \"$1\" /dev/null", "sh", line]).Execute();

        result.ShouldSucceed().Output.ReplaceLineEndings("\n").Should().Be("41 132\n50 90\n");
    }

    [Fact]
    [Needs(Requirement.Binary, "script")]
    public async Task In_front_all_that_was_printed_comes_out_and_the_terminal_is_as_it_was()
    {
        var container = await Sleeper();
        var exec = Quoted(Runtime.Call("exec", "-t", container.Id, "seq", "30000"));

        var result = await new Command("/bin/sh", ["-c", "sleep 2 | script -qec \"$1\" /dev/null", "sh", $"stty -g; {exec}; stty -g"]).Execute();

        var lines = result.ShouldSucceed().Output.ReplaceLineEndings("\n").TrimEnd().Split('\n');
        lines.Should().HaveCount(30_002);
        lines[^2].Should().Be("30000");
        lines[^1].Should().Be(lines[0]);
    }

    [Fact]
    public async Task Nobody_to_send_it_to_is_refused()
    {
        var container = await Sleeper();

        var result = await Exec("--detach", "--tty", container.Id, "true");

        result.ShouldExitWith(255).Errors.Should().MatchRegex("cannot allocate tty if \\S+ will detach without setting console socket");
    }

    [Theory]
    [InlineData("--detach")]
    [InlineData("--tty")]
    public async Task A_socket_for_nothing_is_refused(string flag)
    {
        using var socket = NewSocket();
        var container = await Sleeper();

        var result = await Exec(flag, "--console-socket", socket.Path, container.Id, "true");

        result.ShouldExitWith(255).Errors.Should().MatchRegex("cannot use console socket if \\S+ will not detach or allocate tty");
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task A_container_without_terminals_says_so()
    {
        using var socket = NewSocket();
        var container = await Sleeper(NewBundle().WithoutMount("/dev/pts"));

        var result = await Exec("-d", "-t", "--console-socket", socket.Path, container.Id, "true");

        result.ShouldExitWith(255).Errors.Should().Contain("cannot allocate tty").And.NotContainEquivalentOf("no such file");
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task A_descriptor_of_the_process_is_sent()
    {
        using var socket = NewSocket();
        var container = await Sleeper();

        (await Exec("-d", "--pidfd-socket", socket.Path, container.Id, "sleep", "1000")).ShouldSucceed();

        var message = socket.Receive();
        message.Text.Should().Be("setns");
        new FileInfo($"/proc/self/fd/{message.Descriptors.Should().ContainSingle().Subject.DangerousGetHandle()}").LinkTarget.Should().Contain("pidfd");
    }

    private static string Quoted(Command command) =>
        string.Join(' ', command.Arguments.Prepend(command.Program).Select(word => $"'{word.Replace("'", "'\\''")}'"));

    private ConsoleSocket NewSocket() => new(Path.Combine(Room, "console.sock"));
}
