using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Lifecycle;

/// <summary>The number that <c>run</c> ends with.</summary>
public sealed class ExitCodeSpecs : LifecycleTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(13)]
    [InlineData(15)]
    [InlineData(31)]
    [InlineData(64)]
    public async Task A_program_that_a_signal_ends_gives_128_and_its_number(int signal)
    {
        var bundle = NewBundle().WithoutNamespace("pid").WithScript($"kill -{signal} $$; sleep 5");

        (await Run(bundle)).ShouldExitWith(128 + signal);
    }

    [Fact]
    public async Task A_container_that_is_killed_from_outside_gives_137()
    {
        var id = NewId();
        var run = Runtime.Invoke("run", "--bundle", NewBundle().WithScript("echo up; exec sleep 100").Save().Directory, id);
        for (var tries = 0; (await Runtime.Invoke("kill", id, "KILL")).ExitCode != 0; tries++)
        {
            tries.Should().BeLessThan(200, "the container comes up");
            await Task.Delay(20);
        }

        (await run).ExitCode.Should().BeOneOf([137, 1], "it may be killed before its program runs");
        await NothingIsLeft(id);
    }

    [Fact]
    public async Task A_detached_run_gives_0_whatever_becomes_of_the_program()
    {
        var id = NewId();
        var bundle = NewBundle().WithScript("exit 9").Save();

        var result = await Runtime.Invoke("run", "--detach", "--bundle", bundle.Directory, id);

        await new TestContainer(Runtime, id, bundle, result.ShouldSucceed()).WaitFor("stopped");
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task A_bundle_without_a_process_is_not_run()
    {
        foreach (var flags in new[] { [], new[] { "--detach" } })
        {
            var id = NewId();
            var bundle = NewBundle().With(config => config.Remove("process")).Save();

            var result = await Runtime.Invoke(["run", .. flags, "--bundle", bundle.Directory, id]);

            result.ShouldExitWith(1).Errors.Should().Contain($"cannot run container '{id}': its configuration has no process");
            await NothingIsLeft(id);
        }
    }

    [Theory]
    [InlineData("no-such-program", "executable file not found in $PATH")]
    [InlineData("/etc", "is a directory|permission denied")]
    [InlineData("/etc/passwd", "permission denied")]
    public async Task A_program_that_cannot_be_run_gives_1(string program, string expected)
    {
        var result = await Run(NewBundle().WithArgs(program));

        result.ShouldExitWith(1).Errors.Should().MatchRegex("(?i)" + expected.Replace("$", @"\$"));
    }
}
