using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Process;

/// <summary><c>process.cwd</c>: used, made where missing, and never outside the container.</summary>
public sealed class WorkingDirectorySpecs : ProcessTest
{
    [Fact]
    public async Task The_program_starts_there()
    {
        var bundle = NewBundle().WithProcess("cwd", "/usr").WithArgs("pwd");

        var output = await Output(bundle);

        output.Should().Be("/usr");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_missing_one_is_made_even_in_a_read_only_root(bool readOnly)
    {
        var bundle = NewBundle().WithProcess("cwd", "/a/b/c").WithScript("pwd; stat -c '%a %u:%g' /a/b/c");
        bundle.Config["root"]!["readonly"] = readOnly;

        var output = await Output(bundle);

        output.Should().Be("/a/b/c\n755 0:0");
        Directory.Exists(Path.Combine(bundle.RootFilesystem, "a", "b", "c")).Should().BeTrue();
    }

    [Fact]
    public async Task A_symbolic_link_is_followed_inside_the_container_only()
    {
        var outside = Directory.CreateDirectory(Path.Combine(Room, "outside")).FullName;
        var bundle = NewBundle().WithProcess("cwd", "/escape").WithScript("touch here; pwd -P");
        var inside = Directory.CreateDirectory(bundle.RootFilesystem + outside).FullName;
        File.CreateSymbolicLink(Path.Combine(bundle.RootFilesystem, "escape"), outside);
        bundle.Config["root"]!["readonly"] = false;

        var output = await Output(bundle);

        output.Should().Be(outside);
        Directory.EnumerateFiles(outside).Should().BeEmpty();
        File.Exists(Path.Combine(inside, "here")).Should().BeTrue();
    }

    [Fact]
    public async Task A_missing_one_behind_a_link_that_climbs_out_is_not_made_outside()
    {
        var bundle = NewBundle().WithProcess("cwd", "/escape/new").WithArgs("pwd");
        var outside = Directory.CreateDirectory(Path.Combine(Room, "outside")).FullName;
        File.CreateSymbolicLink(Path.Combine(bundle.RootFilesystem, "escape"), Path.Combine("../../../../../../..", outside[1..]));

        await Run(bundle);

        Directory.EnumerateFileSystemEntries(outside).Should().BeEmpty();
    }

    // CVE-2024-21626: a descriptor of the host's root, by its name in /proc.
    [Theory]
    [InlineData("--preserve-fds", "5")]
    [InlineData("--preserve-fds", "0")]
    [Needs(Requirement.Tinyo)]
    public async Task A_directory_of_the_host_is_refused(string flag, string count)
    {
        var bundle = NewBundle().WithProcess("cwd", "/proc/self/fd/7").WithScript("pwd; ls");

        var result = await Run(bundle, command => command with { Prelude = "exec 3</ 4</ 5</ 6</ 7</;" }, flag, count);

        result.ShouldExitWith(1).Output.Should().BeEmpty();
        result.Errors.Should().Contain("/proc/self/fd/7");
    }

    [Fact]
    public async Task One_that_only_the_user_may_enter_is_entered_as_that_user()
    {
        var bundle = BundleOf(1000, 1000).WithProcess("cwd", "/home/own").WithArgs("pwd");
        var home = Directory.CreateDirectory(Path.Combine(bundle.RootFilesystem, "home", "own")).FullName;
        Command.Run("chown", "1000:1000", home).ShouldSucceed();
        File.SetUnixFileMode(home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        var output = await Output(bundle);

        output.Should().Be("/home/own");
    }

    [Fact]
    public async Task One_that_only_root_may_enter_is_entered_for_the_user_as_images_with_workdir_root_want()
    {
        var bundle = BundleOf(1000, 1000).WithProcess("cwd", "/root").WithArgs("cat", "/proc/self/cwd/nothing", "/etc/passwd");
        File.SetUnixFileMode(Path.Combine(bundle.RootFilesystem, "root"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        var result = await Run(bundle);

        result.ShouldExitWith(1).Errors.Should().Contain("/proc/self/cwd/nothing").And.Contain("Permission denied");
        result.Output.Should().Contain("/home/user", "the program runs");
    }

    [Fact]
    public async Task A_file_is_refused()
    {
        var bundle = NewBundle().WithProcess("cwd", "/etc/passwd");

        var result = await Run(bundle);

        result.ShouldExitWith(1).Errors.Should().Contain("/etc/passwd").And.ContainEquivalentOf("not a directory");
    }
}
