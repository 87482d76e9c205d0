using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Mounts;

/// <summary>tmpfs: its size, mode and owner, and the copy of what it covers.</summary>
public sealed class TmpfsSpecs : MountTest
{
    [Fact]
    public async Task Size_and_number_of_files_are_limited()
    {
        var bundle = NewBundle().WithMount("/mnt", "tmpfs", "tmpfs", "size=64k", "nr_inodes=100");

        var mount = await MountAt("/mnt", bundle);

        mount.Super.Should().Contain("size=64k").And.Contain("nr_inodes=100");
    }

    [Fact]
    public async Task The_source_is_what_mountinfo_shows()
    {
        var mount = await MountAt("/mnt", NewBundle().WithMount("/mnt", "tmpfs", "a-name"));

        mount.Source.Should().Be("a-name");
    }

    [Theory]
    [Needs(Requirement.Tinyo)]
    [InlineData("mode=700", "700")]
    [InlineData("mode=1777", "1777")]
    public async Task The_mode_is_the_given_one(string option, string mode)
    {
        var bundle = NewBundle().WithScript("stat -c %a /data").WithMount("/data", "tmpfs", "tmpfs", option);
        MakeData(bundle, "711");

        var output = await Output(bundle);

        output.Should().Be(mode);
    }

    [Fact]
    public async Task Without_a_given_mode_it_is_that_of_the_directory_below()
    {
        var bundle = NewBundle().WithScript("stat -c %a /data").WithMount("/data", "tmpfs", "tmpfs");
        MakeData(bundle, "711");

        var output = await Output(bundle);

        output.Should().Be("711");
    }

    [Fact]
    public async Task Uid_and_gid_are_set()
    {
        var bundle = NewBundle().WithScript("stat -c %u:%g /mnt").WithMount("/mnt", "tmpfs", "tmpfs", "uid=5", "gid=6");

        var output = await Output(bundle);

        output.Should().Be("5:6");
    }

    [Theory]
    [InlineData("tmpcopyup")]
    [InlineData("tmpcopyup,ro")]
    [InlineData("tmpcopyup,nosuid,nodev,noexec,size=1m")]
    public async Task What_it_covers_is_copied_with_modes_and_owners(string options)
    {
        var bundle = NewBundle().WithMount("/data", "tmpfs", "tmpfs", options.Split(','))
            .WithScript("cd /data; stat -c '%n %a %u:%g %F' file dir dir/deep link; cat dir/deep; readlink link; grep -c ' /data ' /proc/self/mountinfo");
        MakeData(bundle, "755");

        var output = await Output(bundle);

        output.Split('\n').Should().Equal(
            "file 4751 0:0 regular file", "dir 1751 1000:1001 directory", "dir/deep 604 1000:1000 regular file", "link 777 0:0 symbolic link",
            "deep", "dir/deep", "1");
    }

    [Fact]
    public async Task The_copy_is_writable_and_the_original_stays()
    {
        var bundle = NewBundle().WithMount("/data", "tmpfs", "tmpfs", "tmpcopyup").WithScript("echo changed > /data/file; rm -r /data/dir; cat /data/file");
        MakeData(bundle, "755");

        var output = await Output(bundle);

        output.Should().Be("changed");
        File.ReadAllText(Path.Combine(bundle.RootFilesystem, "data/file")).Should().Be("file\n");
        Directory.Exists(Path.Combine(bundle.RootFilesystem, "data/dir")).Should().BeTrue();
    }

    [Fact]
    public async Task A_read_only_copy_can_not_be_written()
    {
        var bundle = NewBundle().WithMount("/data", "tmpfs", "tmpfs", "ro", "tmpcopyup").WithScript("echo changed > /data/file");
        MakeData(bundle, "755");

        var result = await Run(bundle);

        result.ExitCode.Should().Be(1);
        result.Errors.Should().Contain("/data/file: Read-only file system");
    }

    [Fact]
    public async Task A_copy_of_nothing_is_empty()
    {
        var bundle = NewBundle().WithMount("/nothing", "tmpfs", "tmpfs", "tmpcopyup").WithScript("ls -A /nothing; grep -c ' /nothing ' /proc/self/mountinfo");

        var output = await Output(bundle);

        output.Should().Be("1");
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task Only_a_tmpfs_can_copy_up()
    {
        var error = await Refusal(NewBundle().WithMount("/mnt", "none", HostDirectory("source"), "bind", "tmpcopyup"));

        error.Should().Contain("tmpcopyup");
    }

    private static void MakeData(TestBundle bundle, string mode) =>
        Command.Run("sh", "-ec", $"""
            mkdir '{bundle.RootFilesystem}/data'
            cd '{bundle.RootFilesystem}/data'
            chmod {mode} .
            echo file > file
            chmod 4751 file
            mkdir dir
            echo deep > dir/deep
            chmod 604 dir/deep
            chown -R 1000:1000 dir
            chgrp 1001 dir
            chmod 1751 dir
            ln -s dir/deep link
            """).ShouldSucceed();
}
