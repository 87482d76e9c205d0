using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd;

/// <summary>What <c>make run</c> shows a newcomer, and what it then tells them to type.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
[Needs(Requirement.Binary, "bash")]
public sealed class DemoSpecs : ContainerTest
{
    private static readonly string s_script = Path.Combine(Workspace.Repository, "tests", "demo", "run.sh");

    [Fact]
    public async Task The_demo_container_shows_itself_and_says_what_to_try_next()
    {
        var demo = Path.Combine(Room, "demo");

        var result = await new Command("bash", [s_script, Runtime.Binary, demo]).Execute();

        result.ShouldSucceed().Errors.Should().BeEmpty();
        result.Output.Should().Contain("Hello from inside a container")
            .And.MatchRegex(@"hostname +show\n")
            .And.MatchRegex(@"process id +1\n")
            .And.MatchRegex(@"/proc +proc ")
            .And.MatchRegex(@"Max open files +1024 +1024 ")
            .And.Contain($"{Runtime.Binary} create --bundle {demo}/clock clock");
    }

    [Fact]
    public async Task The_commands_to_try_next_work_as_printed()
    {
        var id = NewId();
        var demo = Path.Combine(Room, "demo");
        var shown = (await new Command("bash", [s_script, Runtime.Binary, demo]).Execute()).ShouldSucceed();
        var commands = shown.Lines
            .Where(line => line.StartsWith("  ") && (line.Contains(Runtime.Binary) || line.Contains("tail ")))
            .SkipWhile(line => !line.Contains("create"))
            .Select(line => line.Replace(Runtime.Binary, $"{Runtime.Binary} --root {Runtime.StateRoot}").Replace(" clock", $" {id}"));

        // A person is slower than a script: the clock gets the time to tick, and to go.
        var result = await new Command("bash", ["-ec", string.Join("\nsleep 1\n", commands)]).Execute();

        result.ShouldSucceed().Output.Should().Contain("\"status\": \"created\"")
            .And.Contain($"from pid 1 on clock")
            .And.Contain("running")
            .And.Contain("\"status\": \"stopped\"");
        File.ReadAllText(Path.Combine(demo, "clock.log")).Should().EndWith("told to go: bye\n");
    }
}
