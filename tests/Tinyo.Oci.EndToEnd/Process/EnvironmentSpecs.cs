using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Process;

/// <summary><c>process.env</c>: exactly this, and a HOME.</summary>
public sealed class EnvironmentSpecs : ProcessTest
{
    [Fact]
    public async Task The_environment_is_what_the_bundle_says_and_a_home()
    {
        var bundle = NewBundle().WithEnvironment("A", "b=c d").WithEnvironment("EMPTY", "");
        var wanted = bundle.Config["process"]!["env"]!.AsArray().Select(word => (string)word!).Append("HOME=/root").ToArray();

        var result = await Run(bundle.WithArgs("env"), command => command with { Environment = With(command, "LEAKED", "x") });

        result.ShouldSucceed().Lines.Should().BeEquivalentTo(wanted);
    }

    [Fact]
    public async Task The_last_of_two_values_wins()
    {
        var bundle = NewBundle().WithEnvironment("X", "1").WithEnvironment("Y", "2").WithEnvironment("X", "3").WithArgs("env");

        var lines = (await Output(bundle)).Split('\n').Where(line => line.StartsWith("X=", StringComparison.Ordinal));

        lines.Should().Equal("X=3");
    }

    [Theory]
    [InlineData(0, "/root")]
    [InlineData(1000, "/home/user")]
    [InlineData(4242, "/")]
    public async Task Home_comes_from_the_password_file_of_the_container(int uid, string expected)
    {
        var bundle = BundleOf(uid, 0).WithScript("echo $HOME");

        var output = await Output(bundle);

        output.Should().Be(expected);
    }

    [Fact]
    public async Task An_empty_home_is_filled_too()
    {
        var bundle = NewBundle().WithEnvironment("HOME", "").WithScript("echo $HOME; env | grep -c ^HOME=");

        var output = await Output(bundle);

        output.Should().Be("/root\n1");
    }

    [Fact]
    public async Task A_given_home_stays()
    {
        var bundle = NewBundle().WithEnvironment("HOME", "/elsewhere").WithScript("echo $HOME");

        var output = await Output(bundle);

        output.Should().Be("/elsewhere");
    }

    [Fact]
    public async Task A_container_without_a_password_file_has_the_root_as_home()
    {
        var bundle = NewBundle().WithScript("echo $HOME");
        File.Delete(Path.Combine(bundle.RootFilesystem, "etc", "passwd"));

        var output = await Output(bundle);

        output.Should().Be("/");
    }

    [Fact]
    public async Task A_password_file_that_leads_outside_is_not_followed()
    {
        var outside = Path.Combine(Room, "passwd");
        await File.WriteAllTextAsync(outside, "root:x:0:0::/stolen:/bin/sh\n");
        var bundle = NewBundle().WithScript("echo $HOME");
        var link = Path.Combine(bundle.RootFilesystem, "etc", "passwd");
        File.Delete(link);
        File.CreateSymbolicLink(link, outside);

        var output = await Output(bundle);

        output.Should().Be("/");
    }

    private static Dictionary<string, string> With(Command command, string name, string value) =>
        new(command.Environment) { [name] = value };
}
