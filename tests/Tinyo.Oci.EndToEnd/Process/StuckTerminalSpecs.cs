using System.Globalization;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Process;

/// <summary>A terminal in front whose caller does not read, or whose program does not: signals pass all the same, and no time is burnt.</summary>
public sealed class StuckTerminalSpecs : ProcessTest
{
    private const string Loop = "echo > /dev/shm/up; while :; do sleep 0.05; done";

    [Fact]
    public async Task An_output_that_nobody_reads_costs_no_time_and_stops_no_signal()
    {
        var (call, pidFile) = Call("trap 'echo > /dev/shm/told; exit 7' TERM; yes & " + Loop);

        var run = (call with
        {
            Program = "/bin/sh",
            Arguments = ["-c", "mkfifo full; sleep 100 < full & reader=$!; \"$@\" > full; code=$?; kill $reader; exit $code", "sh", call.Program, .. call.Arguments],
        }).Execute();
        var (init, runtime) = await Up(pidFile);
        await Task.Delay(200); // the pipe and the terminal fill up
        var before = Ticks(runtime);
        await Task.Delay(1000);
        var spent = Ticks(runtime) - before;
        Command.Run("kill", "-TERM", $"{runtime.Pid}").ShouldSucceed();
        await Until(() => !init.IsAlive, "init ends");
        await Task.Delay(100);
        run.IsCompleted.Should().BeFalse("what was printed is still to be passed on");
        Command.Run("kill", "-TERM", $"{runtime.Pid}").ShouldSucceed();

        (await run).ShouldExitWith(7);
        spent.Should().BeLessThan(5, "in ticks of 10 ms");
    }

    [Fact]
    public async Task All_that_was_printed_comes_out_however_slowly_it_is_read()
    {
        var (call, _) = Call("seq 20000; exit 4");

        var result = await (call with
        {
            Program = "/bin/sh",
            Arguments = ["-c", "mkfifo slow; { sleep 0.5; cat; } < slow & \"$@\" > slow; code=$?; wait; exit $code", "sh", call.Program, .. call.Arguments],
        }).Execute();

        result.ShouldExitWith(4).Lines.Should().Equal(Enumerable.Range(1, 20000).Select(number => number.ToString(CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task A_reader_that_is_gone_does_not_stop_the_program()
    {
        var (call, _) = Call("seq 100000; exit 4");

        var result = await (call with
        {
            Program = "/bin/sh",
            Arguments = ["-c", "mkfifo short; head -n 1 < short & \"$@\" > short; code=$?; wait; exit $code", "sh", call.Program, .. call.Arguments],
        }).Execute();

        result.ShouldExitWith(4).Output.Should().Be("1\n");
    }

    [Fact]
    public async Task An_input_that_the_program_does_not_read_stops_no_signal()
    {
        var (call, pidFile) = Call("stty raw; trap 'exit 7' TERM; " + Loop);

        var run = (call with { Input = new string('x', 1 << 20) }).Execute();
        var (_, runtime) = await Up(pidFile);
        await Task.Delay(200);
        Command.Run("kill", "-TERM", $"{runtime.Pid}").ShouldSucceed();

        (await run).ShouldExitWith(7);
    }

    [Fact]
    public async Task The_output_of_others_stays_as_it_was()
    {
        var (call, _) = Call("echo inside");
        var flags = "sed -n s/^flags:.//p /proc/self/fdinfo/1 | tail -c 5";

        var result = await (call with
        {
            Program = "/bin/sh",
            Arguments = ["-c", $"{{ {flags}; \"$@\"; {flags}; }} | cat", "sh", call.Program, .. call.Arguments],
        }).Execute();

        var lines = result.ShouldSucceed().Lines;
        lines[1].Should().Be("inside");
        lines[2].Should().Be(lines[0], "others share what is non-blocking");
    }

    private (Command Call, string PidFile) Call(string script)
    {
        var pidFile = Path.Combine(Room, "pid");
        var bundle = NewBundle().WithProcess("terminal", true).WithScript(script).Save();
        return (Runtime.Call("run", "--pid-file", pidFile, "--bundle", bundle.Directory, NewId()), pidFile);
    }

    private static async Task<(HostProcess Init, HostProcess Runtime)> Up(string pidFile)
    {
        await Until(() => File.Exists(pidFile) && File.Exists($"/proc/{File.ReadAllText(pidFile)}/root/dev/shm/up"), "the program is up");
        var init = new HostProcess(int.Parse(await File.ReadAllTextAsync(pidFile), CultureInfo.InvariantCulture));
        return (init, new HostProcess(int.Parse(init.StatusLine("PPid"), CultureInfo.InvariantCulture)));
    }

    private static async Task Until(Func<bool> condition, string what)
    {
        for (var deadline = DateTime.UtcNow.AddSeconds(10); !condition(); await Task.Delay(20))
        {
            if (DateTime.UtcNow > deadline)
            {
                throw new TimeoutException($"it does not come to pass that {what}");
            }
        }
    }

    // utime and stime of /proc/PID/stat.
    private static int Ticks(HostProcess process)
    {
        var fields = process.Read("stat").Split(") ")[^1].Split(' ');
        return int.Parse(fields[11], CultureInfo.InvariantCulture) + int.Parse(fields[12], CultureInfo.InvariantCulture);
    }
}
