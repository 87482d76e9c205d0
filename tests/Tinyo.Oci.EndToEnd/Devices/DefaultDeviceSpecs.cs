using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Devices;

/// <summary>The nodes and links that every container has.</summary>
public sealed class DefaultDeviceSpecs : DeviceTest
{
    [Fact]
    public async Task The_six_default_nodes_are_there()
    {
        var bundle = NewBundle().WithArgs(Stat("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"));

        var output = await Output(bundle);

        output.Split('\n').Should().Equal(
            "/dev/null character special file 1:3 666 0:0",
            "/dev/zero character special file 1:5 666 0:0",
            "/dev/full character special file 1:7 666 0:0",
            "/dev/random character special file 1:8 666 0:0",
            "/dev/urandom character special file 1:9 666 0:0",
            "/dev/tty character special file 5:0 666 0:0");
    }

    [Fact]
    public async Task They_do_what_they_are_for()
    {
        var output = await Output("echo x > /dev/null && head -c 5 /dev/zero | wc -c; head -c 5 /dev/urandom | wc -c; echo x 2>/dev/null > /dev/full || echo full");

        output.Should().Be("5\n5\nfull");
    }

    [Fact]
    public async Task A_user_may_use_them()
    {
        var bundle = NewBundle().WithProcess("user", new System.Text.Json.Nodes.JsonObject { ["uid"] = 1000, ["gid"] = 1000 })
            .WithScript("echo x > /dev/null && head -c 5 /dev/zero | wc -c");

        var output = await Output(bundle);

        output.Should().Be("5");
    }

    [Theory]
    [InlineData("/dev/fd", "/proc/self/fd")]
    [InlineData("/dev/stdin", "/proc/self/fd/0")]
    [InlineData("/dev/stdout", "/proc/self/fd/1")]
    [InlineData("/dev/stderr", "/proc/self/fd/2")]
    [InlineData("/dev/ptmx", "pts/ptmx")]
    public async Task The_default_links_are_there(string path, string expected)
    {
        var output = await Output(NewBundle().WithArgs("readlink", path));

        output.Should().Be(expected);
    }

    [Fact]
    public async Task The_kernels_memory_is_linked_where_the_kernel_shows_it()
    {
        var output = await Output("readlink /dev/core || echo none");

        output.Should().Be(File.Exists("/proc/kcore") ? "/proc/kcore" : "none");
    }

    [Fact]
    public async Task Nothing_else_is_there()
    {
        var output = await Output("ls -A /dev");

        output.Split('\n').Except(["core"]).Should()
            .BeEquivalentTo("fd", "full", "mqueue", "null", "ptmx", "pts", "random", "shm", "stderr", "stdin", "stdout", "tty", "urandom", "zero");
    }

    [Fact]
    public async Task New_terminals_can_be_opened()
    {
        var bundle = NewBundle().WithScript("exec 3<>/dev/ptmx; ls /dev/pts");

        var output = await Output(bundle);

        output.Should().Be("0\nptmx");
    }

    [Fact]
    public async Task A_dev_that_is_bound_from_the_host_is_left_alone()
    {
        var directory = Directory.CreateDirectory(Path.Combine(Room, "dev")).FullName;
        Command.Run("mknod", Path.Combine(directory, "null"), "c", "1", "3").ShouldSucceed();
        var bundle = BundleWithBoundDev(directory).WithScript("ls -A /dev");

        var output = await Output(bundle);

        output.Should().Be("null");
        Directory.EnumerateFileSystemEntries(directory).Select(Path.GetFileName).Should().Equal("null");
    }

    // CVE-2026-41579, CVE-2026-47766: an image whose /dev leads elsewhere.
    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task A_dev_of_the_image_that_leads_outside_is_not_followed()
    {
        var outside = Directory.CreateDirectory(Path.Combine(Room, "outside")).FullName;
        var bundle = NewBundle();
        foreach (var mount in new[] { "/dev/pts", "/dev/shm", "/dev/mqueue", "/dev" })
        {
            bundle.WithoutMount(mount);
        }

        Directory.Delete(Path.Combine(bundle.RootFilesystem, "dev"));
        File.CreateSymbolicLink(Path.Combine(bundle.RootFilesystem, "dev"), outside);

        await Run(bundle);

        Directory.EnumerateFileSystemEntries(outside).Should().BeEmpty();
    }
}
