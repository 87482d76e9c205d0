using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Mounts;

/// <summary>The root of the container: what it is, whether it can be written and left, how mounts spread from and to it.</summary>
public sealed class RootFilesystemSpecs : MountTest
{
    private const string Climb = "ls -d /../../../../bin/busybox; ls /; stat -c %d:%i / /.. /proc/1/root/. /proc/self/cwd/..";

    [Theory]
    [InlineData]
    [InlineData("--no-pivot")]
    public async Task The_root_is_the_bundles_and_nothing_is_above_it(params string[] flags)
    {
        var bundle = NewBundle().WithFile("rootfs/here", "").WithScript(Climb);

        var result = await RunCommand(bundle, flags).Execute();

        var lines = result.ShouldSucceed().Lines;
        lines[0].Should().Be("/../../../../bin/busybox");
        lines.Should().Contain("here");
        lines[^4..].Distinct().Should().ContainSingle("root, its parent, and pid 1's root are the same directory");
    }

    [Theory]
    [InlineData]
    [InlineData("--no-pivot")]
    public async Task The_hosts_mounts_are_gone(params string[] flags)
    {
        var bundle = NewBundle().WithoutMount("/sys/fs/cgroup").WithArgs("cat", "/proc/self/mountinfo");

        var result = await RunCommand(bundle, flags).Execute();

        var root = MountLine.At(result.ShouldSucceed().Output, "/");
        root.Root.Should().EndWith(Path.GetFileName(bundle.Directory) + "/rootfs");
        MountLine.ParseAll(result.Output).Where(mount => mount.Target.Contains("tinyo-e2e") || mount.Root == "/etc").Should().BeEmpty();
        MountLine.ParseAll(result.Output).Select(mount => mount.Target.Split('/')[1]).Distinct().Should().BeSubsetOf(["", "proc", "dev", "sys"]);
    }

    [Fact]
    public async Task A_read_only_root_takes_writable_mounts()
    {
        var bundle = NewBundle().WithMount("/tmp", "tmpfs", "tmpfs").WithMount("/mnt", "none", HostDirectory("volume"), "bind")
            .WithScript("touch /x; touch /tmp/x /mnt/x && cat /proc/self/mountinfo");

        var result = (await Run(bundle)).ShouldSucceed();

        result.Errors.Should().Be("touch: /x: Read-only file system\n");
        MountLine.At(result.Output, "/").Attributes.Should().Contain("ro");
        MountLine.At(result.Output, "/tmp").Attributes.Should().Contain("rw");
        MountLine.At(result.Output, "/mnt").Attributes.Should().Contain("rw");
        File.Exists(Path.Combine(bundle.RootFilesystem, "x")).Should().BeFalse();
    }

    [Fact]
    public async Task A_writable_root_is_the_bundles_directory()
    {
        var bundle = NewBundle().With(config => config["root"]!["readonly"] = false).WithScript("echo written > /x");

        await Output(bundle);

        File.ReadAllText(Path.Combine(bundle.RootFilesystem, "x")).Should().Be("written\n");
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task A_read_only_root_keeps_the_attributes_of_its_mount()
    {
        var bundle = NewBundle().WithArgs("cat", "/proc/self/mountinfo");
        var root = bundle.RootFilesystem;

        var result = await RunOn($"mount --bind '{root}' '{root}'; mount -o remount,bind,nosuid,nodev,noatime '{root}'", bundle);

        MountLine.At(result.ShouldSucceed().Output, "/").Attributes.Should().BeEquivalentTo("ro", "nosuid", "nodev", "noatime");
    }

    [Theory]
    [InlineData(null, "master")]
    [InlineData("rslave", "master")]
    [InlineData("slave", "master")]
    [InlineData("private", "")]
    [InlineData("rprivate", "")]
    public async Task The_root_has_the_propagation_that_is_asked_for(string? propagation, string tag)
    {
        var bundle = NewBundle().WithLinux("rootfsPropagation", propagation).WithMount("/tmp", "tmpfs", "tmpfs").WithArgs("cat", "/proc/self/mountinfo");

        var result = (await RunOn("mount --make-rshared /", bundle)).ShouldSucceed();

        string.Join(',', MountLine.At(result.Output, "/").Propagation).Should().Be(tag);
    }

    [Theory]
    [Needs(Requirement.Tinyo)]
    [InlineData("shared", "shared")]
    [InlineData("rshared", "shared")]
    [InlineData("unbindable", "unbindable")]
    [InlineData("runbindable", "unbindable")]
    public async Task A_root_can_be_shared_or_unbindable_inside(string propagation, string tag)
    {
        var bundle = NewBundle().WithLinux("rootfsPropagation", propagation).WithArgs("cat", "/proc/self/mountinfo");

        var result = (await RunOn("mount --make-rshared /", bundle)).ShouldSucceed();

        MountLine.At(result.Output, "/").Propagation.Should().Contain(tag);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("rslave")]
    [InlineData("rprivate")]
    [InlineData("shared")]
    [InlineData("rshared")]
    public async Task The_containers_mounts_never_reach_the_host(string? propagation)
    {
        var bundle = NewBundle().WithLinux("rootfsPropagation", propagation).WithMount("/tmp", "tmpfs", "stray").WithArgs("cat", "/proc/self/mountinfo");

        var result = (await RunOn("mount --make-rshared /", bundle, after: "echo; echo HOST; cat /proc/self/mountinfo")).ShouldSucceed();

        var (inside, outside) = (result.Output.Split("HOST")[0], result.Output.Split("HOST")[1]);
        inside.Should().Contain("stray");
        outside.Should().NotContain("stray").And.NotContain(Room);
    }

    [Theory]
    [InlineData("slave", "new")]
    [InlineData("private", "")]
    public async Task Only_a_slave_follows_the_mounts_of_the_host(string propagation, string seen)
    {
        var bundle = NewBundle().WithLinux("rootfsPropagation", propagation).WithMount("/mnt", "none", $"{Room}/shared", "rbind", propagation)
            .WithScript("echo ready > /mnt/ready; while [ ! -e /mnt/go ]; do sleep 0.02; done; ls /mnt/late");

        var result = await RunOn($"""
            mkdir -p '{Room}/shared'
            mount -t tmpfs shared '{Room}/shared'
            mount --make-shared '{Room}/shared'
            mkdir '{Room}/shared/late'
            (
              while [ ! -e '{Room}/shared/ready' ]; do sleep 0.02; done
              mount -t tmpfs late '{Room}/shared/late'
              touch '{Room}/shared/late/new' '{Room}/shared/go'
            ) &
            """, bundle);

        result.ShouldSucceed().Text.Should().Be(seen);
    }
}
