using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Process;

/// <summary>Which descriptors the program finds open.</summary>
public sealed class DescriptorSpecs : ProcessTest
{
    // No command here opens one of its own while it looks.
    private const string OpenOnes = "n=0; while [ $n -lt 64 ]; do [ -L /proc/$$/fd/$n ] && printf \"$n \"; n=$((n+1)); done; true";
    private const string ManyOpen = "exec 3</etc/hosts 4</etc/passwd 5</ 6<> /dev/null 9</etc/hosts;";

    [Theory]
    [InlineData("", new string[0], "0 1 2 ")]
    [InlineData(ManyOpen, new string[0], "0 1 2 ")]
    [InlineData(ManyOpen, new[] { "--preserve-fds", "2" }, "0 1 2 3 4 ")]
    [InlineData(ManyOpen, new[] { "--preserve-fds=4" }, "0 1 2 3 4 5 6 ")]
    [InlineData(ManyOpen, new[] { "--preserve-fds", "0" }, "0 1 2 ")]
    public async Task Only_stdio_and_the_preserved_ones_are_open(string prelude, string[] flags, string expected)
    {
        var bundle = NewBundle().WithScript(OpenOnes);

        var result = await Run(bundle, command => command with { Prelude = prelude }, flags);

        result.ShouldSucceed().Output.Should().Be(expected);
    }

    [Fact]
    public async Task A_created_container_closes_them_too()
    {
        var bundle = NewBundle().WithScript(OpenOnes).Save();
        var id = NewId();

        var result = await (Runtime.Call("create", "--bundle", bundle.Directory, id) with { Prelude = ManyOpen }).Execute();

        var container = new TestContainer(Runtime, id, bundle, result.ShouldSucceed());
        await container.Start();
        await container.WaitFor("stopped");
        container.Output.Should().Be("0 1 2 ");
    }

    [Fact]
    public async Task A_preserved_one_is_the_callers_own()
    {
        var file = Path.Combine(Room, "secret");
        await File.WriteAllTextAsync(file, "handed over\n");
        var bundle = NewBundle().WithScript("cat <&3");

        var result = await Run(bundle, command => command with { Prelude = $"exec 3<'{file}';" }, "--preserve-fds", "1");

        result.ShouldSucceed().Output.Should().Be("handed over\n");
    }

    [Fact]
    public async Task A_preserved_one_that_is_not_open_is_refused()
    {
        var bundle = NewBundle();

        var result = await Run(bundle, command => command with { Prelude = "exec 3</etc/hosts;" }, "--preserve-fds", "40");

        result.ShouldExitWith(1).Errors.Should().Contain("unable to stat preserved-fd");
    }

    [Theory]
    [InlineData("2147483647")]
    [InlineData("2147483640")]
    public async Task More_than_there_can_be_are_refused(string count)
    {
        var result = await Run(NewBundle(), "--preserve-fds", count);

        result.ShouldExitWith(1).Errors.Should().Contain("preserve");
    }

    [Fact]
    public async Task Streams_that_the_caller_closed_lead_nowhere()
    {
        var notes = Directory.CreateDirectory(Path.Combine(Room, "notes")).FullName;
        var bundle = NewBundle().WithMount("/mnt", "none", notes, "bind").WithScript("for n in 0 1 2; do readlink /proc/$$/fd/$n; done > /mnt/streams").Save();
        var call = Runtime.Call("run", "--bundle", bundle.Directory, NewId());

        (await (call with { Program = "sh", Arguments = ["-c", "exec \"$@\" <&- >&- 2>&-", "sh", call.Program, .. call.Arguments] }).Execute()).ShouldSucceed();

        (await File.ReadAllLinesAsync(Path.Combine(notes, "streams"))).Should().Equal("/dev/null", "/mnt/streams", "/dev/null");
    }

    [Fact]
    public async Task Activated_sockets_are_handed_on_and_told_to_be_process_1s()
    {
        var bundle = NewBundle().WithScript($"echo $LISTEN_FDS $LISTEN_PID; {OpenOnes}");

        var result = await Run(bundle, command => command with { Prelude = $"{ManyOpen} export LISTEN_FDS=2 LISTEN_PID=$$;" });

        result.ShouldSucceed().Output.Should().Be("2 1\n0 1 2 3 4 ");
    }

    [Fact]
    public async Task Preserved_ones_come_after_the_activated_ones()
    {
        var bundle = NewBundle().WithScript($"echo $LISTEN_FDS $LISTEN_PID; {OpenOnes}");

        var result = await Run(bundle, command => command with { Prelude = $"{ManyOpen} export LISTEN_FDS=2 LISTEN_PID=$$;" }, "--preserve-fds", "1");

        result.ShouldSucceed().Output.Should().Be("2 1\n0 1 2 3 4 5 ");
    }

    [Fact]
    public async Task Sockets_that_were_activated_for_another_process_are_not_handed_on()
    {
        var bundle = NewBundle().WithScript($"echo $LISTEN_FDS $LISTEN_PID; {OpenOnes}");

        var result = await Run(bundle, command => command with { Prelude = $"{ManyOpen} export LISTEN_FDS=2 LISTEN_PID=1;" });

        result.ShouldSucceed().Output.Should().Be("\n0 1 2 ");
    }

    [Fact]
    public async Task A_large_input_and_output_pass_whole()
    {
        var input = string.Concat(Enumerable.Repeat("0123456789abcdef\n", 60_000));
        var bundle = NewBundle().WithScript("tee /dev/stderr");

        var result = await Run(bundle, command => command with { Input = input });

        result.ShouldSucceed().Output.Should().HaveLength(input.Length);
        result.Errors.Should().HaveLength(input.Length);
    }
}
