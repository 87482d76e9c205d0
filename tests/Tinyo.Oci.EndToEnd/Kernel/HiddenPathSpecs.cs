using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Kernel;

/// <summary><c>maskedPaths</c>, <c>readonlyPaths</c> and <c>root.readonly</c>.</summary>
public sealed class HiddenPathSpecs : KernelTest
{
    private const string ReadOnly = "Read-only file system";

    [Fact]
    public async Task A_masked_file_reads_empty()
    {
        var bundle = Writable().WithFile("rootfs/etc/secret", "secret").WithLinux("maskedPaths", TestBundle.ToArray("/etc/secret"))
            .WithScript("cat /etc/secret; stat -c '%F %t:%T' /etc/secret; echo new > /etc/secret && cat /etc/secret");

        var output = await Output(bundle);

        output.Should().Be("character special file 1:3");
        (await File.ReadAllTextAsync(Path.Combine(bundle.RootFilesystem, "etc", "secret"))).Should().Be("secret");
    }

    [Fact]
    public async Task A_masked_directory_is_empty_and_read_only()
    {
        var bundle = Writable().WithFile("rootfs/etc/secrets/one", "secret").WithLinux("maskedPaths", TestBundle.ToArray("/etc/secrets"))
            .WithScript("ls -A /etc/secrets; touch /etc/secrets/new 2>&1; awk '$5 == \"/etc/secrets\"' /proc/self/mountinfo");

        var output = await Output(bundle);

        output.Should().StartWith("touch: /etc/secrets/new: " + ReadOnly).And.Contain(" ro,").And.Contain(" - tmpfs ");
    }

    [Fact]
    public async Task Missing_paths_are_passed_over()
    {
        var bundle = NewBundle().WithLinux("maskedPaths", TestBundle.ToArray("/no/such/mask", "/etc/passwd"))
            .WithLinux("readonlyPaths", TestBundle.ToArray("/no/such/path", "/etc/group")).WithScript("cat /etc/passwd; cat /etc/group | wc -l; ls -d /no 2>/dev/null");

        var result = await Run(bundle);

        result.Output.Should().Be("2\n");
    }

    [Fact]
    public async Task The_usual_masks_hide_the_kernel()
    {
        var bundle = NewBundle().WithScript("wc -c < /proc/kcore; wc -c < /proc/keys; ls -A /sys/firmware /proc/scsi 2>/dev/null | grep -v :");

        var result = await Run(bundle);

        result.Lines.Should().NotBeEmpty().And.OnlyContain(line => line == "0");
    }

    [Fact]
    public async Task A_read_only_path_is_read_and_not_written()
    {
        var bundle = Writable().WithFile("rootfs/etc/locked/one", "content").WithFile("rootfs/etc/single", "alone").WithFile("rootfs/etc/open", "")
            .WithLinux("readonlyPaths", TestBundle.ToArray("/etc/locked", "/etc/single"))
            .WithScript("cat /etc/locked/one /etc/single; echo; (echo x > /etc/locked/one) 2>&1; (echo x > /etc/single) 2>&1; (touch /etc/locked/new) 2>&1; echo x > /etc/open && echo written");

        var result = await Run(bundle);

        var lines = result.ShouldSucceed().Lines;
        lines.Should().HaveCount(5);
        lines[0].Should().Be("contentalone");
        lines[1..4].Should().NotBeEmpty().And.OnlyContain(line => line.Contains(ReadOnly));
        lines[4].Should().Be("written");
    }

    [Fact]
    public async Task A_read_only_path_keeps_the_flags_of_its_mount()
    {
        var bundle = NewBundle().WithMount("/mnt", "tmpfs", "tmpfs", "nosuid", "nodev", "noexec").WithLinux("readonlyPaths", TestBundle.ToArray("/mnt"))
            .WithScript("awk '$5 == \"/mnt\" { print $6 }' /proc/self/mountinfo | tail -n 1");

        var output = await Output(bundle);

        output.Split(',').Should().Contain(["ro", "nosuid", "nodev", "noexec"]);
    }

    [Fact]
    public async Task The_usual_read_only_paths_protect_the_kernel()
    {
        var bundle = NewBundle().WithScript("(echo x > /proc/sys/kernel/hostname) 2>&1; awk '$5 ~ \"^/proc/(bus|fs|irq|sys)$\" { print substr($6, 1, 2) }' /proc/self/mountinfo");

        var result = await Run(bundle);

        result.Lines[0].Should().Contain(ReadOnly);
        result.Lines[1..].Should().HaveCountGreaterThan(1).And.OnlyContain(flag => flag == "ro");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_root_is_read_only_when_asked(bool readOnly)
    {
        var bundle = NewBundle().With(config => config["root"]!["readonly"] = readOnly)
            .WithScript("(echo x > /new && echo written) 2>&1; touch /dev/shm/x && echo shm; touch /dev/x && echo dev; awk '$5 == \"/\" { print $6 }' /proc/self/mountinfo");

        var result = await Run(bundle);

        var lines = result.ShouldSucceed().Lines;
        lines.Should().HaveCount(4);
        lines[0].Should().Contain(readOnly ? ReadOnly : "written");
        lines[1..3].Should().Equal("shm", "dev");
        lines[3].Split(',')[0].Should().Be(readOnly ? "ro" : "rw");
    }

    [Fact]
    public async Task A_bind_mount_in_a_read_only_root_can_be_written()
    {
        var shared = Directory.CreateDirectory(Path.Combine(Room, "shared")).FullName;
        var bundle = NewBundle().WithMount("/mnt", "none", shared, "bind", "rw").WithScript("echo x > /mnt/file");

        await Output(bundle);

        (await File.ReadAllTextAsync(Path.Combine(shared, "file"))).Should().Be("x\n");
    }

    // CVE-2025-31133: the mask must be the real null device, not what the image put there.
    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task A_null_device_of_the_image_that_is_a_link_is_not_used_as_mask()
    {
        var dev = Directory.CreateDirectory(Path.Combine(Room, "dev")).FullName;
        File.CreateSymbolicLink(Path.Combine(dev, "null"), "/etc/bait");
        var bundle = NewBundle().WithoutMount("/dev/pts").WithoutMount("/dev/shm").WithoutMount("/dev/mqueue").WithoutMount("/dev")
            .WithMount("/dev", "none", dev, "rbind").WithFile("rootfs/etc/bait", "bait").WithFile("rootfs/etc/secret", "secret")
            .WithLinux("maskedPaths", TestBundle.ToArray("/etc/secret")).WithArgs("cat", "/etc/secret");

        var result = await Run(bundle);

        result.Output.Should().NotContain("bait").And.NotContain("secret");
    }
}
