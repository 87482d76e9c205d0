using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Attacks;

/// <summary>Names below mount destinations change places while the container is made.</summary>
public sealed class MountRaceSpecs : AttackTest
{
    /// <summary>
    /// CVE-2021-30465: a volume's directory becomes a link while something is mounted on it. Were that mount to land on the host's
    /// <c>stage</c>, the next one's source would lead to the secret. runc 1.1.5 and crun 1.8.1 stand.
    /// </summary>
    [Fact]
    public async Task A_mount_on_a_directory_that_becomes_a_link_stays_inside()
    {
        var bundle = Stage().WithScript($"cat /mnt/secret && echo {Fell}; true");
        using var racer = Race("stage");

        var result = await RunRounds(bundle);

        ShouldStand(result);
        racer.Swaps.Should().BeGreaterThan(Rounds);
    }

    [Fact]
    public async Task A_mount_by_path_is_led_out()
    {
        var bundle = Stage();
        using var racer = Race("stage");

        var result = await RunNaively(bundle, """
            mount --bind "$room/volume" "$root/mnt/volume"
            [ -L "$root/mnt/volume/name" ] || mount --bind "$room/evil" "$root/mnt/volume/name"
            cat "$room/stage/source/secret" && echo FELL
            """);

        result.ShouldSucceed().Output.Should().Contain(Sentinel.Secret);
    }

    /// <summary>CVE-2024-45310: what is missing of a mount's destination is made. runc 1.1.5 falls, crun 1.8.1 stands.</summary>
    [Theory]
    [InlineData("/mnt/volume/name/ROUND/deep", "tmpfs", "tmpfs", "nosuid")]
    [InlineData("/mnt/volume/name/ROUND/file", "none", "/etc/hostname", "bind")]
    public async Task A_destination_below_a_directory_that_becomes_a_link_is_made_inside(string destination, string type, string source, string option)
    {
        var bundle = Stage(withStage: false).WithMount(destination, type, source, option).WithArgs("true");
        using var racer = Race("outside");

        var result = await RunRounds(bundle);

        ShouldStand(result);
        Outside.ShouldBeUntouched();
    }

    /// <summary>The same with the working directory, which is made where it is missing. runc 1.1.5 and crun 1.8.1 stand.</summary>
    [Fact]
    public async Task A_working_directory_below_a_directory_that_becomes_a_link_is_made_inside()
    {
        var bundle = Stage(withStage: false).WithProcess("cwd", "/mnt/volume/name/ROUND/deep").WithScript($"cat /proc/self/cwd/../../secret && echo {Fell}; true");
        using var racer = Race("outside");

        var result = await RunRounds(bundle);

        ShouldStand(result);
        Outside.ShouldBeUntouched();
    }

    [Fact]
    public async Task A_directory_that_is_made_by_path_is_made_outside()
    {
        var bundle = Stage(withStage: false);
        using var racer = Race("outside");

        var result = await RunNaively(bundle, """
            [ -L "$room/volume/name" ] || mkdir -p "$room/volume/name/made/deep"
            [ -e "$outside/made" ] && echo FELL
            """);

        result.ShouldSucceed();
        Outside.IsTouched.Should().BeTrue();
    }

    /// <summary>What <c>tmpcopyup</c> copies becomes a FIFO, which would keep a runtime waiting for good. runc 1.1.5 and crun 1.8.1 know the option in another way.</summary>
    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task A_file_that_becomes_a_fifo_keeps_nobody_waiting()
    {
        var bundle = NewBundle().WithMount("/home", "tmpfs", "tmpfs", "tmpcopyup").WithArgs("true");
        var (file, fifo) = (Path.Combine(bundle.RootFilesystem, "home", "file"), Path.Combine(bundle.RootFilesystem, "home", "other"));
        await File.WriteAllTextAsync(file, "content");
        Command.Run("mkfifo", fifo).ShouldSucceed();
        using var racer = new Racer(file, fifo);

        var result = await RunRounds(bundle);

        ShouldStand(result);
    }

    // The volume that the container is given, in which somebody swaps a directory for a link to another of the host.
    private Racer Race(string target)
    {
        var volume = HostDirectory("volume");
        File.CreateSymbolicLink(Path.Combine(volume, "link"), Path.Combine(Room, target));
        return new Racer(Path.Combine(volume, "name"), Path.Combine(volume, "link"));
    }

    private TestBundle Stage(bool withStage = true)
    {
        var (volume, evil) = (HostDirectory("volume"), HostDirectory("evil"));
        HostDirectory("volume", "name");
        HostDirectory("stage", "source");
        File.CreateSymbolicLink(Path.Combine(evil, "source"), Outside.Path);
        var bundle = NewBundle().WithMount("/mnt/volume", "none", volume, "bind");
        Directory.CreateDirectory(Path.Combine(bundle.RootFilesystem, "mnt", "volume"));
        return withStage
            ? bundle.WithMount("/mnt/volume/name", "none", evil, "bind").WithMount("/mnt", "none", Path.Combine(Room, "stage", "source"), "bind")
            : bundle;
    }
}
