using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Process;

/// <summary>Which program runs: <c>process.args</c>, looked up in the container's PATH.</summary>
public sealed class ProgramSpecs : ProcessTest
{
    private const string Says = "#!/bin/sh\necho \"$0 $# $*\"\n";

    [Fact]
    public async Task A_name_is_looked_up_in_the_path_of_the_container()
    {
        var bundle = WithPath(NewBundle().WithFile("rootfs/opt/tools/tell", Says, "755"), "/nosuch:/opt/tools:/bin").WithArgs("tell", "a b", "");

        var output = await Output(bundle);

        output.Should().Be("/opt/tools/tell 2 a b ");
    }

    [Fact]
    public async Task A_file_that_cannot_be_executed_is_passed_over()
    {
        var bundle = WithPath(
                NewBundle().WithFile("rootfs/opt/a/tell", Says, "644").WithFile("rootfs/opt/b/tell", Says, "755"),
                "/opt/a:/opt/b:/bin")
            .WithArgs("tell");

        var output = await Output(bundle);

        output.Should().StartWith("/opt/b/tell ");
    }

    [Fact]
    public async Task A_directory_of_that_name_is_passed_over()
    {
        var bundle = WithPath(NewBundle().WithFile("rootfs/opt/b/tell", Says, "755"), "/opt/a:/opt/b:/bin").WithArgs("tell");
        Directory.CreateDirectory(Path.Combine(bundle.RootFilesystem, "opt", "a", "tell"));

        var output = await Output(bundle);

        output.Should().StartWith("/opt/b/tell ");
    }

    [Fact]
    public async Task A_path_from_the_working_directory_is_taken_as_it_is()
    {
        var bundle = NewBundle().WithFile("rootfs/opt/tools/tell", Says, "755").WithProcess("cwd", "/opt").WithArgs("tools/tell", "x");

        var output = await Output(bundle);

        output.Should().Be("tools/tell 1 x");
    }

    [Fact]
    public async Task The_program_is_process_1_and_not_a_child()
    {
        var output = await Output("echo $$ $PPID");

        output.Should().Be("1 0");
    }

    [Theory]
    [InlineData("PATH=")]
    [InlineData("PATH=:/nosuch")]
    [InlineData("OTHER=1")]
    public async Task The_working_directory_is_not_searched(string variable)
    {
        var bundle = NewBundle().WithFile("rootfs/opt/tell", Says, "755").WithProcess("cwd", "/opt").WithProcess("env", TestBundle.ToArray(variable)).WithArgs("tell");

        var result = await Run(bundle);

        result.ShouldExitWith(1).Errors.Should().Contain("executable file not found in $PATH");
    }

    [Theory]
    [InlineData("create")]
    [InlineData("run")]
    public async Task A_missing_program_is_already_found_out_before_start(string verb)
    {
        var bundle = NewBundle().WithArgs("no-such-program").Save();
        var id = NewId();

        var result = await Runtime.Invoke(verb, "--bundle", bundle.Directory, id);

        result.ShouldExitWith(1).Errors.Should().Contain("no-such-program").And.Contain("executable file not found in $PATH");
        await NothingIsLeft(id);
    }

    private static TestBundle WithPath(TestBundle bundle, string path) => bundle.WithProcess(
        "env", TestBundle.ToArray([$"PATH={path}", .. bundle.Config["process"]!["env"]!.AsArray().Select(word => (string)word!).Where(word => !word.StartsWith("PATH=", StringComparison.Ordinal))]));
}
