using System.Globalization;
using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Exec;

/// <summary><c>exec</c> as a whole: what runs, what it starts with, and what becomes of it.</summary>
public sealed class ExecSpecs : ExecTest
{
    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("kill -TERM $$", 143)]
    [InlineData("kill -KILL $$", 137)]
    public async Task It_exits_as_the_program_does(string script, int code)
    {
        var container = await Sleeper();

        var result = await Exec(container.Id, "/bin/sh", "-c", script);

        result.ShouldExitWith(code);
    }

    [Fact]
    public async Task Words_after_the_id_are_the_programs_own()
    {
        var container = await Sleeper();

        var result = await Exec(container.Id, "echo", "--cwd", "-e", "x");

        result.ShouldSucceed().Output.Should().Be("--cwd -e x\n");
    }

    [Fact]
    public async Task The_configurations_process_is_what_flags_change()
    {
        var container = await Sleeper(NewBundle().WithEnvironment("A", "1").WithEnvironment("B", "2").WithProcess("cwd", "/home"));

        var output = await Output(container, "echo $A $B $C; pwd", "--env", "B=3", "-e", "C=4 5", "--cwd", "/tmp");

        output.Should().Be("1 3 4 5\n/tmp");
    }

    [Fact]
    public async Task A_process_file_is_all_there_is()
    {
        var container = await Sleeper(NewBundle().WithEnvironment("A", "1"));

        var result = await ExecProcess(container, process =>
        {
            process["env"] = TestBundle.ToArray("PATH=/bin", "B=2");
            process["cwd"] = "/home";
        }, "sh", "-c", "echo \"<$A>\" $B $(pwd)");

        result.ShouldSucceed().Output.Should().Be("<> 2 /home\n");
    }

    [Theory]
    [InlineData("0", "/root")]
    [InlineData("1000", "/home/user")]
    [InlineData("77", "/")]
    public async Task Home_comes_from_the_containers_own_list_of_users(string user, string home)
    {
        var container = await Sleeper();

        var output = await Output(container, "echo $HOME", "--user", user);

        output.Should().Be(home);
    }

    [Fact]
    public async Task Input_and_both_outputs_are_the_callers()
    {
        var container = await Sleeper();

        var result = await (Runtime.Call("exec", container.Id, "sh", "-c", "cat; echo oops >&2") with { Input = "typed" }).Execute();

        result.ShouldSucceed().Output.Should().Be("typed");
        result.Errors.Should().Be("oops\n");
    }

    [Fact]
    public async Task A_detached_one_outlives_the_caller_and_its_number_is_written()
    {
        var container = await Sleeper();
        var file = Path.Combine(Room, "pid");

        var result = await Exec("--detach", "--pid-file", file, container.Id, "sh", "-c", "echo up; exec sleep 1000");

        result.ShouldSucceed();
        var text = File.ReadAllText(file);
        text.Should().MatchRegex("^[0-9]+$", "engines read the number without trimming");
        var process = new HostProcess(int.Parse(text, CultureInfo.InvariantCulture));
        process.Namespace("pid").Should().Be((await container.Process()).Namespace("pid"));
    }

    [Fact]
    public async Task A_failure_leaves_no_number_behind()
    {
        var container = await Sleeper();
        var file = Path.Combine(Room, "pid");

        var result = await Exec("--detach", "--pid-file", file, container.Id, "no-such-program");

        result.ShouldExitWith(255);
        File.Exists(file).Should().BeFalse();
    }

    [Theory]
    [InlineData("no-such-program", "exec: \"no-such-program\": executable file not found in $PATH")]
    [InlineData("/no/such/program", "exec: \"/no/such/program\": no such file or directory")]
    [InlineData("/etc", "exec: \"/etc\": permission denied")]
    [InlineData("/etc/passwd", "exec: \"/etc/passwd\": permission denied")]
    [InlineData("plain", "exec: \"plain\": permission denied")]
    [Needs(Requirement.Tinyo)]
    public async Task A_program_that_can_not_run_is_named(string program, string reason)
    {
        var container = await Sleeper(NewBundle().WithFile("rootfs/bin/plain", "no program\n"));

        var result = await Exec(container.Id, program);

        result.ShouldExitWith(255).Errors.Should().EndWith($"{reason}\n");
    }

    [Fact]
    public async Task A_directory_of_the_programs_name_is_passed_over()
    {
        var container = await Sleeper(NewBundle().WithFile("rootfs/usr/local/bin/id/keep", ""));

        var result = await Exec(container.Id, "id", "-u");

        result.ShouldSucceed().Output.Should().Be("0\n");
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task A_script_whose_interpreter_is_missing_says_no_such_file()
    {
        var container = await Sleeper(NewBundle().WithFile("rootfs/bin/script", "#!/no/such/interpreter\n", "755"));

        var result = await Exec(container.Id, "script");

        result.ShouldExitWith(255).Errors.Should().EndWith("exec: \"script\": no such file or directory\n");
    }

    [Fact]
    public async Task A_created_container_can_be_joined()
    {
        var container = await Create(NewBundle().WithArgs("sleep", "1000"));

        var output = await Output(container, "echo joined; hostname");

        output.Should().Be("joined\ntinyo");
        (await container.Status()).Should().Be("created");
    }

    [Fact]
    public async Task A_stopped_container_can_not()
    {
        var container = await Start(NewBundle());
        await container.WaitFor("stopped");

        var result = await Exec(container.Id, "true");

        result.ShouldExitWith(255).Errors.Should().Contain("cannot exec in a stopped container");
    }

    [Fact]
    public async Task A_paused_container_can_not_unless_that_is_wanted()
    {
        var container = await Sleeper();
        (await Runtime.Invoke("pause", container.Id)).ShouldSucceed();

        var refused = await Exec(container.Id, "echo", "ok");
        var waiting = Exec("--ignore-paused", container.Id, "echo", "ok");
        await Task.Delay(200);
        var waits = !waiting.IsCompleted;
        (await Runtime.Invoke("resume", container.Id)).ShouldSucceed();

        refused.ShouldExitWith(255).Errors.Should().Contain("cannot exec in a paused container (use --ignore-paused to override)");
        waits.Should().BeTrue("the freezer stops whoever joins");
        (await waiting).ShouldSucceed().Output.Should().Be("ok\n");
    }

    [Fact]
    public async Task An_unknown_container_does_not_exist()
    {
        var result = await Exec("no-such-container", "true");

        result.ShouldExitWith(255).Errors.Should().Contain("does not exist");
    }

    [Theory]
    [InlineData("process args cannot be empty")]
    [InlineData("--user 'root'", "--user", "root")]
    [InlineData("--user '0x10'", "--user", "0x10")]
    [InlineData("--user '1:'", "--user", "1:")]
    [InlineData("--additional-gids '-1'", "--additional-gids", "-1")]
    [InlineData("process file /no/such/file is missing", "--process", "/no/such/file")]
    [Needs(Requirement.Tinyo)]
    public async Task What_can_not_be_asked_for_is_refused(string reason, params string[] flags)
    {
        var container = await Sleeper();

        var result = await Exec([.. flags, container.Id, .. flags.Length > 0 ? ["true"] : Array.Empty<string>()]);

        result.ShouldExitWith(255).Errors.Should().Contain(reason);
    }

    [Fact]
    public async Task What_a_process_leaves_out_it_has_of_the_container()
    {
        var container = await Sleeper();

        var result = await ExecProcess(container, process =>
        {
            process.Remove("capabilities");
            process.Remove("rlimits");
        }, "sh", "-c", "ulimit -n; grep CapEff /proc/self/status");

        result.ShouldSucceed().Lines.Should().Equal("1024", "CapEff:\t0000000020000420");
    }

    [Fact]
    public async Task A_signal_to_the_caller_reaches_the_program()
    {
        var container = await Sleeper();
        var call = Runtime.Call("exec", container.Id, "sh", "-c", "trap 'exit 9' TERM; echo up; while :; do sleep 0.05; done");
        var script = $"{string.Join(' ', call.Arguments.Prepend(call.Program).Select(word => $"'{word.Replace("'", "'\\''")}'"))} & sleep 1; kill -TERM $!; wait $!";

        var result = await new Command("/bin/sh", ["-c", script]) { Environment = call.Environment }.Execute();

        result.ShouldExitWith(9).Output.Should().Be("up\n");
    }

    [Fact]
    public async Task A_hundred_at_once_leave_nothing_behind()
    {
        var container = await Sleeper();

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Exec(container.Id, "true")));

        results.Should().NotBeEmpty().And.OnlyContain(result => result.ExitCode == 0 && result.Errors == "");
        var left = JsonNode.Parse((await Runtime.Invoke("ps", "--format", "json", container.Id)).ShouldSucceed().Output)!.AsArray();
        left.Should().ContainSingle();
    }
}
