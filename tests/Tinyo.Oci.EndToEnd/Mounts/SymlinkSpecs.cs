using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Mounts;

/// <summary>Symlinks in a root filesystem lead where they lead inside of it; nothing outside is ever touched.</summary>
public sealed class SymlinkSpecs : MountTest
{
    [Fact]
    public async Task A_destination_through_an_absolute_symlink_stays_inside()
    {
        var bundle = NewBundle().WithMount("/link", "tmpfs", "tmpfs");
        File.CreateSymbolicLink(Path.Combine(bundle.RootFilesystem, "link"), "/etc");

        var mount = await MountAt("/etc", bundle);

        mount.Type.Should().Be("tmpfs");
    }

    [Theory]
    [InlineData("/etc")]
    [InlineData("../../../../../../../../../../etc")]
    [InlineData("/proc/1/root/etc")]
    public async Task A_mount_point_below_a_symlink_is_made_inside(string link)
    {
        var name = Workspace.NewId();
        var bundle = NewBundle().WithScript($"grep -c /{name} /proc/self/mountinfo").WithoutMount("/proc")
            .With(config => config["mounts"]!.AsArray().Clear())
            .WithMount($"/link/{name}", "tmpfs", "tmpfs").WithMount("/proc", "proc", "proc");
        File.CreateSymbolicLink(Path.Combine(bundle.RootFilesystem, "link"), link);

        var result = await Run(bundle);

        File.Exists($"/etc/{name}").Should().BeFalse();
        Directory.Exists($"/etc/{name}").Should().BeFalse("nothing is made on the host");
        result.ShouldSucceed().Text.Should().Be("1");
    }

    [Theory]
    [InlineData("none", "bind")]
    [InlineData("tmpfs", "nosuid")]
    public async Task A_symlink_that_leads_nowhere_makes_nothing_outside(string type, string option)
    {
        var outside = HostDirectory("outside");
        var bundle = NewBundle().WithMount("/link/new", type, HostDirectory("source"), option);
        File.CreateSymbolicLink(Path.Combine(bundle.RootFilesystem, "link"), outside);

        await Run(bundle);

        Directory.EnumerateFileSystemEntries(outside).Should().BeEmpty();
    }

    [Fact]
    public async Task A_file_bind_onto_a_symlink_makes_no_file_outside()
    {
        var outside = HostDirectory("outside");
        var bundle = NewBundle().WithMount("/link", "none", HostFile("file", "content"), "bind");
        File.CreateSymbolicLink(Path.Combine(bundle.RootFilesystem, "link"), $"{outside}/file");

        await Run(bundle);

        Directory.EnumerateFileSystemEntries(outside).Should().BeEmpty();
    }

    // As /etc/resolv.conf of many images, which engines bind a file onto.
    [Theory]
    [InlineData("../run/made/resolv.conf", "run/made/resolv.conf")]
    [InlineData("/run/made/resolv.conf", "run/made/resolv.conf")]
    [InlineData("../../../../run/resolv.conf", "run/resolv.conf")]
    public async Task A_file_bind_onto_a_symlink_that_leads_nowhere_yet_makes_the_file_inside(string link, string made)
    {
        var bundle = NewBundle().WithMount("/etc/resolv.conf", "none", HostFile("file", "content"), "bind").WithArgs("cat", "/etc/resolv.conf", $"/{made}");
        File.CreateSymbolicLink(Path.Combine(bundle.RootFilesystem, "etc", "resolv.conf"), link);

        var output = await Output(bundle);

        output.Should().Be("contentcontent");
        File.Exists(Path.Combine(bundle.RootFilesystem, made)).Should().BeTrue();
        File.Exists($"/{made}").Should().BeFalse();
    }

    [Fact]
    public async Task A_symlink_in_a_mounted_volume_stays_inside_too()
    {
        var volume = HostDirectory("volume");
        File.CreateSymbolicLink(Path.Combine(volume, "link"), "/etc");
        var bundle = NewBundle().WithMount("/mnt", "none", volume, "bind").WithMount("/mnt/link", "tmpfs", "tmpfs");

        var mount = await MountAt("/etc", bundle);

        mount.Type.Should().Be("tmpfs");
    }

    [Theory]
    [InlineData("proc", "/proc")]
    [InlineData("sysfs", "/sys")]
    public async Task Proc_and_sysfs_are_not_mounted_through_a_symlink(string type, string destination)
    {
        var bundle = NewBundle().WithoutMount("/sys/fs/cgroup");
        var link = bundle.RootFilesystem + destination;
        Directory.Delete(link);
        File.CreateSymbolicLink(link, "/tmp");

        var error = await Refusal(bundle);

        error.Should().Contain(type).And.Contain("directory");
    }

    [Fact]
    public async Task The_root_of_the_container_can_not_be_climbed_over()
    {
        var bundle = NewBundle().WithMount("/mnt/../../../../../../../etc", "tmpfs", "tmpfs");

        var mount = await MountAt("/etc", bundle);

        mount.Type.Should().Be("tmpfs");
    }
}
