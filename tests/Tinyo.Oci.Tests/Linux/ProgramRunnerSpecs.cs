using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Tests.Support;

namespace Tinyo.Oci.Tests.Linux;

[Collection(Alone.Name)]
public sealed class ProgramRunnerSpecs : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Output_and_errors_come_back_apart_with_the_exit_code()
    {
        var outcome = Shell("echo out; echo err >&2; exit 3");

        outcome.Should().Be(new ProgramOutcome(new(3, 0), "out\n", "err\n"));
    }

    [Fact]
    public void A_program_may_fill_both_pipes_in_any_order()
    {
        var outcome = Shell("yes e | head -c 300000 >&2; yes o | head -c 300000");

        (outcome.Output.Length, outcome.Errors.Length, outcome.Status.Code).Should().Be((300_000, 300_000, 0));
    }

    [Fact]
    public void Its_input_is_empty_and_its_environment_is_the_given_one()
    {
        var outcome = Shell("cat; tr '\\0' '\\n' < /proc/$$/environ");

        outcome.Output.Should().Be("PATH=/usr/bin:/bin\nA=1\n");
    }

    [Fact]
    public void A_signal_that_ends_it_is_told()
    {
        Shell("kill -9 $$").Status.Signal.Should().Be(9);
    }

    [Fact]
    public void What_can_not_be_executed_is_an_error()
    {
        var run = () => ProgramRunner.Run("/nowhere/program", ["program"], []);

        run.Should().Throw<LinuxException>().Which.Error.Should().Be(Errno.ENOENT);
    }

    [Fact]
    public void A_program_is_found_in_the_first_directory_where_it_can_be_executed()
    {
        Directory.CreateDirectory(_temporary.File("one"));
        Directory.CreateDirectory(_temporary.File("two/tool"));
        Directory.CreateDirectory(_temporary.File("three"));
        File.WriteAllText(_temporary.File("one/tool"), "");
        _temporary.Script("three/tool", "true");

        var error = ProgramPath.TryFind("tool", $"{_temporary.File("one")}:{_temporary.File("two")}:/nowhere:{_temporary.File("three")}", out var path);

        (error, path).Should().Be((Errno.None, _temporary.File("three/tool")));
    }

    [Theory]
    [InlineData("plain", Errno.EACCES)]
    [InlineData("missing", Errno.ENOENT)]
    public void What_is_not_found_comes_with_the_reason(string name, Errno reason)
    {
        File.WriteAllText(_temporary.File("plain"), "");

        ProgramPath.TryFind(name, $"{_temporary.Path}:/nowhere", out _).Should().Be(reason);
    }

    private static ProgramOutcome Shell(string script) => ProgramRunner.Run("/bin/sh", ["sh", "-c", script], ["PATH=/usr/bin:/bin", "A=1"]);
}
