using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Process;

/// <summary><c>process.terminal</c>: in the foreground through the caller's terminal, detached through a console socket.</summary>
public sealed class TerminalSpecs : ProcessTest
{
    private const string Look = "tty; test -t 0 && test -t 1 && test -t 2 && echo all; stat -c '%n %t:%T' /dev/console; awk '{ print $1 == $6, $7 != 0 }' /proc/$$/stat";

    [Fact]
    public async Task A_created_container_gets_a_terminal_whose_other_side_is_sent()
    {
        using var socket = NewSocket();
        var container = await Create(Bundle($"{Look}; read line; echo \"got $line\""), "--console-socket", socket.Path);

        var message = socket.Receive();
        (await container.Start()).ShouldSucceed();
        var before = await socket.ReadUntil("1 1");
        socket.Type("some words\n");
        var after = await socket.ReadUntil("got ");

        message.Descriptors.Should().ContainSingle();
        message.Bytes.Should().BeInRange(1, 4095);
        message.ControlBytes.Should().Be(24, "go-runc wants exactly CMSG_SPACE(4)");
        before.ReplaceLineEndings("\n").TrimEnd().Should().MatchRegex("^/dev/(pts/0|console)\nall\n/dev/console 88:0\n1 1$");
        after.Should().Contain("got some words");
        socket.IsWaiting.Should().BeFalse("there is one message and no more");
        await container.WaitFor("stopped");
    }

    [Fact]
    public async Task Run_detached_sends_it_too()
    {
        using var socket = NewSocket();
        var bundle = Bundle("tty > /dev/null && echo is one").Save();

        var result = await Runtime.Invoke("run", "--detach", "--console-socket", socket.Path, "--bundle", bundle.Directory, NewId());

        result.ShouldSucceed();
        socket.Receive().Descriptors.Should().ContainSingle();
        (await socket.ReadUntil("is one")).Should().Contain("is one");
    }

    [Fact]
    public async Task It_belongs_to_the_user()
    {
        using var socket = NewSocket();
        var bundle = Bundle("stat -L -c '%u %a' /proc/self/fd/0; echo hello > /dev/console; echo end");
        bundle.Config["process"]!["user"] = new JsonObject { ["uid"] = 1000, ["gid"] = 1000 };

        var container = await Create(bundle, "--console-socket", socket.Path);
        socket.Receive();
        await container.Start();

        (await socket.ReadUntil("end")).ReplaceLineEndings("\n").TrimEnd().Should().Be("1000 620\nhello\nend");
    }

    [Fact]
    public async Task Its_size_is_set_before_the_program_runs()
    {
        using var socket = NewSocket();
        var bundle = Bundle("stty size").WithProcess("consoleSize", new JsonObject { ["height"] = 33, ["width"] = 117 });

        var container = await Create(bundle, "--console-socket", socket.Path);
        socket.Receive();
        await container.Start();

        (await socket.ReadUntil("117")).Should().StartWith("33 117");
    }

    [Fact]
    public async Task A_size_without_a_terminal_is_passed_over()
    {
        var bundle = NewBundle().WithProcess("consoleSize", new JsonObject { ["height"] = 33, ["width"] = 117 }).WithScript("test -t 0 || echo none");

        var output = await Output(bundle);

        output.Should().Be("none");
    }

    [Fact]
    [Needs(Requirement.Binary, "script")]
    public async Task Run_in_front_passes_the_terminal_of_the_caller_through()
    {
        var bundle = Bundle($"{Look}; read line; echo \"got <$line>\"; stty size; exit 5").Save();
        var line = $"stty rows 41 cols 132; {Quoted(Runtime.Call("run", "--bundle", bundle.Directory, NewId()))}";

        var result = await new Command("/bin/sh", ["-c", "(sleep 1; printf 'typed\\n'; sleep 1) | script -qec \"$1\" /dev/null", "sh", line])
        {
            Environment = new Dictionary<string, string> { [Leftovers.MarkerName] = Room },
        }.Execute();

        var output = result.ShouldExitWith(5).Output.ReplaceLineEndings("\n");
        output.Should().Contain("\nall\n").And.Contain("1 1\n").And.Contain("got <typed>\n").And.Contain("41 132");
    }

    [Fact]
    [Needs(Requirement.Binary, "script")]
    public async Task Run_in_front_follows_the_size_of_the_callers_terminal()
    {
        var bundle = Bundle("stty size; n=0; while [ \"$(stty size)\" = '41 132' ] && [ $n -lt 100 ]; do sleep 0.05; n=$((n+1)); done; stty size").Save();
        var line = $"stty rows 41 cols 132; (sleep 1; stty -F /dev/tty rows 50 cols 90) & {Quoted(Runtime.Call("run", "--bundle", bundle.Directory, NewId()))}";

        var result = await new Command("/bin/sh", ["-c", "sleep 4 | script -qec \"$1\" /dev/null", "sh", line])
        {
            Environment = new Dictionary<string, string> { [Leftovers.MarkerName] = Room },
        }.Execute();

        result.ShouldSucceed().Output.ReplaceLineEndings("\n").Should().Be("41 132\n50 90\n");
    }

    [Fact]
    [Needs(Requirement.Binary, "script")]
    public async Task Run_in_front_leaves_the_terminal_as_it_was()
    {
        var bundle = Bundle("true").Save();
        var run = Quoted(Runtime.Call("run", "--bundle", bundle.Directory, NewId()));

        var result = await new Command("/bin/sh", ["-c", "sleep 1 | script -qec \"$1\" /dev/null", "sh", $"stty -g; {run}; stty -g"])
        {
            Environment = new Dictionary<string, string> { [Leftovers.MarkerName] = Room },
        }.Execute();

        var settings = result.ShouldSucceed().Output.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        settings.Should().HaveCount(2);
        settings[1].Should().Be(settings[0]);
    }

    [Fact]
    public async Task A_terminal_needs_a_console_socket_when_nobody_stays()
    {
        var result = await TryCreate(Bundle("true"), NewId());

        result.ShouldExitWith(1).Errors.Should().MatchRegex("cannot allocate tty if \\S+ will detach without setting console socket");
    }

    [Fact]
    public async Task A_console_socket_needs_a_terminal()
    {
        using var socket = NewSocket();

        var result = await TryCreate(NewBundle(), NewId(), "--console-socket", socket.Path);

        result.ShouldExitWith(1).Errors.Should().MatchRegex("cannot use console socket if \\S+ will not detach or allocate tty");
    }

    [Fact]
    public async Task A_console_socket_that_is_not_there_is_named()
    {
        var id = NewId();
        var result = await TryCreate(Bundle("true"), id, "--console-socket", "/no/such/socket");

        result.ShouldExitWith(1).Errors.Should().Contain("/no/such/socket");
        await NothingIsLeft(id);
    }

    private static string Quoted(Command command) =>
        string.Join(' ', command.Arguments.Prepend(command.Program).Select(word => $"'{word}'"));

    private ConsoleSocket NewSocket() => new(Path.Combine(Room, "console.sock"));

    private TestBundle Bundle(string script) => NewBundle().WithProcess("terminal", true).WithScript(script);
}
