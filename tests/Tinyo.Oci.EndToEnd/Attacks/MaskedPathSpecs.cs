using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Attacks;

/// <summary>CVE-2025-31133: what a masked path is covered with is the container's /dev/null, if a runtime takes it from there. runc 1.1.5 falls, crun 1.8.1 stands.</summary>
public sealed class MaskedPathSpecs : AttackTest
{
    [Fact]
    public async Task A_forged_null_device_covers_nothing()
    {
        var bundle = Bundle(out var volume);
        File.CreateSymbolicLink(Path.Combine(volume, "null"), "/etc/forged");

        var result = await RunRounds(bundle, rounds: 1);

        result.Output.Should().NotContain(Fell);
    }

    /// <summary>The same as a race.</summary>
    [Fact]
    public async Task A_null_device_that_becomes_a_link_covers_nothing()
    {
        var bundle = Bundle(out var volume);
        using var racer = Race(volume);

        var result = await RunRounds(bundle);

        ShouldStand(result);
    }

    [Fact]
    public async Task A_null_device_by_path_is_what_somebody_made()
    {
        var bundle = Bundle(out var volume);
        using var racer = Race(volume);

        var result = await RunNaively(bundle, """
            [ -L "$room/dev/null" ] || { mount --bind "$room/dev" "$root/dev"; chroot "$root" /bin/mount --bind /dev/null /etc/masked; }
            grep -q FELL "$root/etc/masked" && echo FELL
            """);

        result.ShouldSucceed();
    }

    private TestBundle Bundle(out string volume)
    {
        volume = HostDirectory("dev");
        return NewBundle().WithoutMount("/dev/pts").WithoutMount("/dev/shm").WithoutMount("/dev/mqueue").WithoutMount("/dev")
            .WithMount("/dev", "none", volume, "bind").WithFile("rootfs/etc/forged", Fell).WithFile("rootfs/etc/masked", "plain")
            .WithLinux("maskedPaths", TestBundle.ToArray("/etc/masked")).WithScript("test -c /etc/masked || cat /etc/masked; true");
    }

    private static Racer Race(string volume)
    {
        Command.Run("mknod", Path.Combine(volume, "null"), "c", "1", "3").ShouldSucceed();
        File.CreateSymbolicLink(Path.Combine(volume, "link"), "/etc/forged");
        return new Racer(Path.Combine(volume, "null"), Path.Combine(volume, "link"));
    }
}
