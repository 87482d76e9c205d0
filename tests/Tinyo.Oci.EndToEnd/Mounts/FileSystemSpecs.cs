using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Mounts;

/// <summary>The kernel's own file systems: proc, sysfs, devpts, mqueue.</summary>
public sealed class FileSystemSpecs : MountTest
{
    [Fact]
    public async Task Proc_shows_the_processes_of_the_container_only()
    {
        var output = await Output("echo /proc/[0-9]*; cat /proc/self/mountinfo");

        output.Should().StartWith("/proc/1\n", "there is nothing but the shell");
        var proc = MountLine.At(output, "/proc");
        (proc.Type, proc.Root).Should().Be(("proc", "/"));
        proc.Attributes.Should().BeEquivalentTo("rw", "relatime");
    }

    [Fact]
    public async Task Proc_takes_its_own_options()
    {
        var bundle = NewBundle().With(config => config["mounts"]![0]!["options"] = TestBundle.ToArray("nosuid", "nodev", "noexec", "hidepid=2", "gid=5"));

        var proc = await MountAt("/proc", bundle);

        proc.Attributes.Should().BeEquivalentTo("rw", "nosuid", "nodev", "noexec", "relatime");
        proc.Super.Should().Contain("hidepid=invisible").And.Contain("gid=5");
    }

    [Fact]
    public async Task Sysfs_is_read_only_and_shows_the_network_of_the_container()
    {
        var output = await Output("touch /sys/kernel/x 2>&1; ls /sys/class/net; cat /proc/self/mountinfo");

        output.Should().StartWith("touch: /sys/kernel/x: Read-only file system\nlo\n");
        var sysfs = MountLine.At(output, "/sys");
        sysfs.Type.Should().Be("sysfs");
        sysfs.Attributes.Should().BeEquivalentTo("ro", "nosuid", "nodev", "noexec", "relatime");
    }

    [Fact]
    public async Task Devpts_is_a_new_one_with_its_options()
    {
        var output = await Output("ls /dev/pts; stat -c %a /dev/pts/ptmx; readlink /dev/ptmx; cat /proc/self/mountinfo");

        output.Should().StartWith("ptmx\n666\npts/ptmx\n", "the host's terminals are not in it");
        var devpts = MountLine.At(output, "/dev/pts");
        devpts.Type.Should().Be("devpts");
        devpts.Attributes.Should().BeEquivalentTo("rw", "nosuid", "noexec", "relatime");
        devpts.Super.Should().Contain(["gid=5", "mode=620", "ptmxmode=666"]);
    }

    [Fact]
    public async Task Mqueue_is_that_of_the_container()
    {
        var output = await Output("ls -A /dev/mqueue; cat /proc/self/mountinfo");

        output.Should().MatchRegex("^[0-9]+ ", "no queue is in it");
        var queues = MountLine.At(output, "/dev/mqueue");
        queues.Type.Should().Be("mqueue");
        queues.Attributes.Should().BeEquivalentTo("rw", "nosuid", "nodev", "noexec", "relatime");
    }

    [Fact]
    public async Task Shm_has_its_size_and_mode()
    {
        var output = await Output("stat -c %a /dev/shm; cat /proc/self/mountinfo");

        output.Should().StartWith("1777\n");
        MountLine.At(output, "/dev/shm").Super.Should().Contain("size=65536k");
    }

    [Fact]
    public async Task Nothing_but_the_listed_mounts_is_seen()
    {
        var bundle = NewBundle().WithoutMount("/sys/fs/cgroup").WithLinux("maskedPaths", null).WithLinux("readonlyPaths", null);

        var mounts = MountLine.ParseAll(await Output(bundle.WithArgs("cat", "/proc/self/mountinfo")));

        mounts.Select(mount => mount.Target).Should().Equal("/", "/proc", "/dev", "/dev/pts", "/dev/shm", "/dev/mqueue", "/sys");
    }

    [Fact]
    public async Task Masked_paths_are_empty_and_read_only_paths_are_read_only()
    {
        var bundle = NewBundle().WithLinux("maskedPaths", TestBundle.ToArray("/data", "/etc/passwd", "/no/such/path"))
            .WithLinux("readonlyPaths", TestBundle.ToArray("/proc/sys", "/run", "/no/such/path"))
            .With(config => config["root"]!["readonly"] = false)
            .WithFile("rootfs/data/secret", "secret")
            .WithScript("ls -A /data; cat /etc/passwd; touch /data/x /run/x; (echo x > /proc/sys/kernel/hostname); cat /proc/self/mountinfo");

        var result = (await Run(bundle)).ShouldSucceed();

        result.Output.Should().MatchRegex("^[0-9]+ ", "masked paths have no content");
        result.Errors.Should().Contain("/data/x: Read-only").And.Contain("/run/x: Read-only").And.Contain("/proc/sys/kernel/hostname: Read-only");
        MountLine.At(result.Output, "/data").Type.Should().Be("tmpfs");
        MountLine.At(result.Output, "/etc/passwd").Root.Should().Be("/null");
    }

    [Fact]
    public async Task Read_only_paths_keep_the_attributes_of_their_mount()
    {
        var bundle = NewBundle().WithMount("/data", "tmpfs", "tmpfs", "nosuid", "nodev", "noexec")
            .WithMount("/data/below", "tmpfs", "tmpfs").WithLinux("readonlyPaths", TestBundle.ToArray("/data"));

        var mount = await MountAt("/data", bundle);

        mount.Attributes.Should().BeEquivalentTo("ro", "nosuid", "nodev", "noexec", "relatime");
    }
}
