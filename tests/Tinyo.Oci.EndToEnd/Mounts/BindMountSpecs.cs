using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Mounts;

/// <summary>Binds of directories and files: where they come from, where they go, what comes with them.</summary>
public sealed class BindMountSpecs : MountTest
{
    private const string ShowAll = "cat /proc/self/mountinfo; ls /mnt/top/sub";

    [Fact]
    public async Task A_directory_is_the_same_inside_and_outside()
    {
        var source = HostDirectory("source");
        HostFile("source/in", "from the host\n");

        var output = await Output(NewBundle().WithScript("cat /mnt/in; echo back > /mnt/out").WithMount("/mnt", "bind", source, "bind"));

        output.Should().Be("from the host");
        File.ReadAllText(Path.Combine(source, "out")).Should().Be("back\n");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("none")]
    [InlineData("tmpfs")]
    [InlineData("no-such-type")]
    public async Task The_option_makes_the_bind_and_the_type_says_nothing(string? type)
    {
        HostFile("marker", "bound");

        var output = await Output(NewBundle().WithScript("cat /mnt/marker").WithMount("/mnt", type, Room, "bind"));

        output.Should().Be("bound");
    }

    [Theory]
    [InlineData("bind")]
    [InlineData("rbind")]
    public async Task A_file_is_bound_to_a_target_that_is_made_for_it(string option)
    {
        var bundle = NewBundle().WithScript("cat /new/place/file").WithMount("/new/place/file", "none", HostFile("file", "content"), option);

        var output = await Output(bundle);

        output.Should().Be("content");
        File.ReadAllText(Path.Combine(bundle.RootFilesystem, "new/place/file")).Should().BeEmpty("the target is an empty file");
    }

    [Fact]
    public async Task A_file_is_bound_over_a_file()
    {
        var bundle = NewBundle().WithScript("cat /etc/passwd").WithMount("/etc/passwd", "none", HostFile("file", "nobody"), "bind", "ro");

        var output = await Output(bundle);

        output.Should().Be("nobody");
        File.ReadAllText(Path.Combine(bundle.RootFilesystem, "etc/passwd")).Should().StartWith("root:");
    }

    [Fact]
    public async Task A_missing_target_becomes_a_directory_of_mode_755()
    {
        var bundle = NewBundle().WithMount("/a/b/c", "none", HostDirectory("source"), "bind");

        (await Run(bundle)).ShouldSucceed();

        foreach (var made in new[] { "a", "a/b", "a/b/c" })
        {
            File.GetUnixFileMode(Path.Combine(bundle.RootFilesystem, made)).Should().Be((UnixFileMode)Convert.ToInt32("755", 8), made);
        }
    }

    [Fact]
    public async Task A_relative_source_begins_at_the_bundle()
    {
        var bundle = NewBundle().WithFile("data/file", "of the bundle").WithScript("cat /mnt/file").WithMount("/mnt", "none", "data", "bind");

        var output = await Output(bundle);

        output.Should().Be("of the bundle");
    }

    [Fact]
    public async Task A_source_that_is_a_symlink_is_followed()
    {
        HostDirectory("real");
        HostFile("real/file", "real");
        File.CreateSymbolicLink(Path.Combine(Room, "link"), "real");

        var output = await Output(NewBundle().WithScript("cat /mnt/file").WithMount("/mnt", "none", $"{Room}/link", "bind"));

        output.Should().Be("real");
    }

    [Theory]
    [InlineData("bind", "")]
    [InlineData("rbind", "below")]
    public async Task Only_a_recursive_bind_brings_what_is_mounted_below(string option, string seen)
    {
        var bundle = NewBundle().WithScript("ls /mnt/top/sub").WithMount("/mnt/top", "none", $"{Room}/top", option);

        var result = await RunOn(TopAndSub, bundle);

        result.ShouldSucceed().Text.Should().Be(seen);
    }

    [Theory]
    [InlineData("ro", "ro", "rw")]
    [InlineData("rro", "ro", "ro")]
    [InlineData("rnosuid", "nosuid", "nosuid")]
    [InlineData("nosuid", "nosuid", "relatime")]
    [InlineData("rnoexec", "noexec", "noexec")]
    [InlineData("rnodev", "nodev", "nodev")]
    public async Task Only_recursive_options_reach_what_is_mounted_below(string option, string onTop, string below)
    {
        var bundle = NewBundle().WithScript(ShowAll).WithMount("/mnt/top", "none", $"{Room}/top", "rbind", option);

        var result = (await RunOn(TopAndSub, bundle)).ShouldSucceed();

        var (top, sub) = (MountLine.At(result.Output, "/mnt/top").Attributes, MountLine.At(result.Output, "/mnt/top/sub").Attributes);
        top.Should().Contain(onTop);
        sub.Should().Contain(below);
        (below == onTop || !sub.Contains(onTop)).Should().BeTrue("{0} is not recursive, but below is {1}", option, string.Join(',', sub));
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task Recursive_access_times_reach_what_is_mounted_below()
    {
        var bundle = NewBundle().WithScript(ShowAll).WithMount("/mnt/top", "none", $"{Room}/top", "rbind", "rnoatime");

        var result = (await RunOn(TopAndSub, bundle)).ShouldSucceed();

        MountLine.At(result.Output, "/mnt/top").Attributes.Should().Contain("noatime");
        MountLine.At(result.Output, "/mnt/top/sub").Attributes.Should().Contain("noatime");
    }

    [Fact]
    public async Task Recursively_read_only_means_that_nothing_below_can_be_written()
    {
        var bundle = NewBundle().WithScript("echo x > /mnt/top/sub/file; echo x > /mnt/top/file").WithMount("/mnt/top", "none", $"{Room}/top", "rbind", "rro");

        var result = await RunOn(TopAndSub, bundle, after: $"ls {Room}/top/sub");

        result.Errors.Should().Contain("can't create /mnt/top/sub/file: Read-only file system").And.Contain("can't create /mnt/top/file: Read-only file system");
    }

    [Theory]
    [InlineData("rshared", "shared,master", "shared,master")]
    [InlineData("shared", "shared,master", "master")]
    [InlineData("rprivate", "", "")]
    [InlineData("private", "", "master")]
    [InlineData("rslave", "master", "master")]
    [InlineData("runbindable", "unbindable", "unbindable")]
    [InlineData("unbindable", "unbindable", "master")]
    public async Task Only_recursive_propagation_reaches_what_is_mounted_below(string option, string onTop, string below)
    {
        var bundle = NewBundle().WithScript(ShowAll).WithMount("/mnt/top", "none", $"{Room}/top", "rbind", option);

        var result = (await RunOn($"{TopAndSub}\nmount --make-rshared '{Room}/top'", bundle)).ShouldSucceed();

        string.Join(',', MountLine.At(result.Output, "/mnt/top").Propagation).Should().Be(onTop);
        string.Join(',', MountLine.At(result.Output, "/mnt/top/sub").Propagation).Should().Be(below);
    }

    [Fact]
    public async Task Without_options_a_bind_keeps_the_attributes_of_its_source()
    {
        var bundle = NewBundle().WithScript("cat /proc/self/mountinfo").WithMount("/mnt", "none", HostDirectory("source"), "bind");

        var result = await RunOn($"mount -t tmpfs -o nosuid,nodev,noexec,noatime source '{Room}/source'", bundle);

        MountLine.At(result.ShouldSucceed().Output, "/mnt").Attributes.Should().BeEquivalentTo("rw", "nosuid", "nodev", "noexec", "noatime");
    }

    [Fact]
    public async Task A_hundred_binds_need_no_hundred_descriptors()
    {
        var bundle = NewBundle().WithScript("cat /many/*/file | wc -l");
        for (var i = 0; i < 100; i++)
        {
            HostDirectory($"many-{i}");
            bundle.WithMount($"/many/{i}", "none", Path.GetDirectoryName(HostFile($"many-{i}/file", $"{i}\n")), "bind", "ro");
        }

        // rlimits would need more than the 64 that are left.
        var result = await (RunCommand(bundle.WithProcess("rlimits", null)) with { Prelude = "ulimit -n 64;" }).Execute();

        result.ShouldSucceed().Text.Should().Be("100");
    }

    private string TopAndSub => $"""
        mkdir -p '{Room}/top'
        mount -t tmpfs top '{Room}/top'
        mkdir '{Room}/top/sub'
        mount -t tmpfs sub '{Room}/top/sub'
        touch '{Room}/top/sub/below'
        """;
}
