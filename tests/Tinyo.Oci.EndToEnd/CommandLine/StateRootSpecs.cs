using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.CommandLine;

/// <summary>Where containers are remembered when nobody says <c>--root</c>.</summary>
public sealed class StateRootSpecs : StrangerTest
{
    private const string Roots = "/run/tinyo-oci";

    // An engine's XDG_RUNTIME_DIR must not hide root's containers from root.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Roots_is_in_run_whatever_the_environment_says(bool withRuntimeDirectory)
    {
        var bundle = NewBundle().WithArgs("sleep", "100").Save();
        var environment = new Dictionary<string, string> { ["USER"] = "root" };
        if (withRuntimeDirectory)
        {
            environment["XDG_RUNTIME_DIR"] = Room;
        }

        Task<CommandResult> Invoke(params string[] arguments) => (Bare(arguments) with { OnlyEnvironment = environment }).Execute();
        try
        {
            (await Invoke("create", "--bundle", bundle.Directory, Id)).ShouldSucceed();
            Directory.Exists($"{Roots}/{Id}").Should().BeTrue();
            (await Invoke("list", "-q")).ShouldSucceed().Lines.Should().Contain(Id);
            (await Infrastructure.Runtime.InvokeBare("--root", Roots, "state", Id)).ShouldSucceed();
        }
        finally
        {
            (await Invoke("delete", "--force", Id)).ShouldSucceed();
        }

        Leftovers.Find(Id, Room, Roots).Should().BeEmpty();
    }

    [Theory]
    [InlineData("list")]
    [InlineData("state", "x")]
    [InlineData("create", "x")]
    [InlineData("delete", "--force", "x")]
    public async Task Without_root_and_runtime_directory_there_is_one_clear_error(params string[] arguments)
    {
        var call = User.Call(arguments) with { OnlyEnvironment = new Dictionary<string, string> { ["HOME"] = "/" } };

        var result = await call.Execute();

        result.ShouldExitWith(1).Output.Should().BeEmpty();
        result.Errors.Should().Be("tinyo-oci: no place to keep the state of containers: set XDG_RUNTIME_DIR or give --root DIR\n");
    }

    [Theory]
    [InlineData("relative/path", "XDG_RUNTIME_DIR 'relative/path' is not an absolute path")]
    [InlineData("/proc/no/such", "/proc/no")]
    public async Task A_runtime_directory_that_cannot_be_used_is_named(string directory, string expected)
    {
        var bundle = await UsersBundle();
        var call = User.Call("create", "--bundle", bundle.Save().Directory, Id) with { OnlyEnvironment = new Dictionary<string, string> { ["XDG_RUNTIME_DIR"] = directory } };

        var result = await call.Execute();

        result.ShouldExitWith(1).Errors.Should().Contain(expected).And.MatchRegex("^[^\n]+\n$");
    }

    [Fact]
    public async Task A_users_is_in_the_runtime_directory_and_all_verbs_agree()
    {
        var bundle = (await UsersBundle()).WithArgs("sleep", "100").Save();

        (await User.Invoke("create", "--bundle", bundle.Directory, Id)).ShouldSucceed();
        (await User.Invoke("state", Id)).ShouldSucceed().Output.Should().Contain("\"status\": \"created\"");
        (await User.Invoke("start", Id)).ShouldSucceed();
        (await User.Invoke("list", "-q")).ShouldSucceed().Text.Should().Be(Id);
        Directory.GetDirectories(User.StateRoot).Should().Equal(Path.Combine(User.StateRoot, Id));
        (await User.Invoke("kill", Id, "KILL")).ShouldSucceed();
        (await User.Invoke("delete", "--force", Id)).ShouldSucceed();

        (await User.Invoke("list", "-q")).ShouldSucceed().Output.Should().BeEmpty();
        Directory.GetFileSystemEntries(User.StateRoot).Should().BeEmpty();
    }

    // The base directory specification: what is sticky is not tidied away while nobody looks at it.
    [Fact]
    public async Task A_users_is_sticky_and_closed_to_others()
    {
        var bundle = await UsersBundle();

        (await User.Invoke("run", "--bundle", bundle.Save().Directory, Id)).ShouldSucceed();

        File.GetUnixFileMode(User.StateRoot).Should().Be((UnixFileMode)Convert.ToInt32("1700", 8));
    }
}
