using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Mounts;

/// <summary>The list of mounts: its order, mounts on mounts, and what is refused.</summary>
public sealed class MountListSpecs : MountTest
{
    [Fact]
    public async Task Mounts_are_made_in_the_order_of_the_list()
    {
        var bundle = NewBundle().WithArgs("cat", "/proc/self/mountinfo")
            .WithMount("/mnt/a", "tmpfs", "one")
            .WithMount("/mnt/a/b", "tmpfs", "two")
            .WithMount("/mnt/a/b/c", "none", HostDirectory("three"), "bind")
            .WithMount("/mnt/z", "tmpfs", "four")
            .WithMount("/mnt/m", "tmpfs", "five");

        var mounts = MountLine.ParseAll(await Output(bundle));

        mounts.Select(mount => mount.Target).Where(target => target.StartsWith("/mnt/", StringComparison.Ordinal))
            .Should().Equal("/mnt/a", "/mnt/a/b", "/mnt/a/b/c", "/mnt/z", "/mnt/m");
    }

    [Fact]
    public async Task The_later_of_two_mounts_at_one_place_is_seen()
    {
        HostFile("file", "hidden");
        var bundle = NewBundle().WithScript("ls /mnt").WithMount("/mnt", "none", Room, "bind").WithMount("/mnt", "tmpfs", "tmpfs");

        var output = await Output(bundle);

        output.Should().BeEmpty();
    }

    [Fact]
    public async Task A_read_only_tmpfs_still_takes_the_mounts_that_come_after_it()
    {
        var bundle = NewBundle().WithScript("cat /proc/self/mountinfo; touch /run/x 2>&1 || true")
            .WithMount("/run", "tmpfs", "tmpfs", "ro")
            .WithMount("/run/new/place", "tmpfs", "tmpfs")
            .WithMount("/run/new/file", "none", HostFile("file", ""), "bind");

        var output = await Output(bundle);

        MountLine.At(output, "/run").Attributes.Should().Contain("ro");
        MountLine.At(output, "/run/new/place").Attributes.Should().Contain("rw");
        MountLine.At(output, "/run/new/file").Attributes.Should().Contain("rw");
        output.Should().EndWith("touch: /run/x: Read-only file system");
    }

    [Fact]
    public async Task A_read_only_dev_still_gets_its_nodes_and_links()
    {
        var bundle = NewBundle().WithScript("ls /dev/null /dev/ptmx /dev/fd; touch /dev/x 2>&1 || true")
            .With(config => config["mounts"]![1]!["options"] = TestBundle.ToArray("nosuid", "strictatime", "mode=755", "ro"));

        var output = await Output(bundle);

        output.Should().Contain("/dev/null").And.Contain("/dev/ptmx").And.EndWith("touch: /dev/x: Read-only file system");
    }

    [Fact]
    public async Task An_earlier_mount_can_be_remounted_without_saying_its_type()
    {
        var bundle = NewBundle()
            .WithMount("/mnt", "none", HostDirectory("source"), "bind")
            .WithMount("/mnt", null, null, "bind", "remount", "ro", "nosuid");

        var mount = await MountAt("/mnt", bundle);

        mount.Attributes.Should().Contain(["ro", "nosuid"]);
    }

    [Fact]
    public async Task A_relative_destination_begins_at_the_root()
    {
        var mount = await MountAt("/mnt/relative", NewBundle().WithMount("mnt/relative", "tmpfs", "tmpfs"));

        mount.Type.Should().Be("tmpfs");
    }

    [Fact]
    public async Task A_destination_with_dots_ends_where_it_points()
    {
        var mount = await MountAt("/mnt/b", NewBundle().WithMount("/mnt/a/../../../../mnt/./b", "tmpfs", "tmpfs"));

        mount.Type.Should().Be("tmpfs");
    }

    [Fact]
    public async Task A_missing_source_is_named_with_its_mount()
    {
        var error = await Refusal(NewBundle().WithMount("/mnt", "none", "/no/such/source", "bind"));

        error.Should().Contain("/no/such/source");
        ShouldNameTheMount(error);
    }

    [Theory]
    [InlineData("tmpfs", "no_such_option")]
    [InlineData("tmpfs", "no_such_option=1")]
    [InlineData("proc", "no_such_option")]
    [InlineData("devpts", "no_such_option")]
    public async Task Unknown_options_go_to_the_file_system_which_refuses_them(string type, string option)
    {
        var error = await Refusal(NewBundle().WithMount("/mnt", type, type, "nosuid", option));

        error.Should().Contain("no_such_option").And.Contain("/mnt");
        ShouldNameTheMount(error);
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task A_bind_has_no_file_system_that_could_take_an_unknown_option()
    {
        var bundle = NewBundle().WithMount("/mnt", "none", HostDirectory("source"), "bind", "size=4k");

        var result = await Run(bundle);

        result.ShouldSucceed().Errors.Should().Contain("warning").And.Contain("size=4k");
        ShouldNameTheMount(result.Errors);
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task An_unknown_file_system_is_named()
    {
        var error = await Refusal(NewBundle().WithMount("/mnt", "no_such_type", "none"));

        error.Should().Contain("no_such_type");
        ShouldNameTheMount(error);
    }

    [Fact]
    public async Task A_directory_over_a_file_is_refused()
    {
        var error = await Refusal(NewBundle().WithMount("/etc/passwd", "none", HostDirectory("source"), "bind"));

        error.Should().ContainEquivalentOf("not a directory").And.Contain("/etc/passwd");
        ShouldNameTheMount(error);
    }

    [Fact]
    public async Task A_file_over_a_directory_is_refused()
    {
        var error = await Refusal(NewBundle().WithMount("/mnt", "none", HostFile("file", ""), "bind"));

        error.Should().ContainEquivalentOf("not a directory").And.Contain("/mnt");
        ShouldNameTheMount(error);
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task A_remount_of_what_is_no_mount_is_refused()
    {
        var error = await Refusal(NewBundle().WithMount("/home", "none", null, "remount", "bind", "ro"));

        error.Should().Contain("/home");
        ShouldNameTheMount(error);
    }

    // runc names the destination only.
    private static void ShouldNameTheMount(string error)
    {
        if (Infrastructure.Runtime.IsTinyo)
        {
            error.Should().Contain($"mounts[{FirstAdded}]");
        }
    }
}
