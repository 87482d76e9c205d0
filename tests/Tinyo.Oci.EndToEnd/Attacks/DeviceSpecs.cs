using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Attacks;

/// <summary>A /dev that leads out of the root filesystem, or begins to while device nodes are made.</summary>
public sealed class DeviceSpecs : AttackTest
{
    /// <summary>CVE-2026-41579 (runc), CVE-2026-47766 (crun): the image's /dev is a link. runc 1.1.5 and crun 1.8.1 fall.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("../../../../../../../../..")]
    public async Task Nodes_are_not_made_through_a_link_that_leads_out(string prefix)
    {
        var bundle = WithoutDevMounts();
        Directory.Delete(Path.Combine(bundle.RootFilesystem, "dev"));
        File.CreateSymbolicLink(Path.Combine(bundle.RootFilesystem, "dev"), prefix + Outside.Path);

        await RunRounds(bundle, rounds: 1);

        Outside.ShouldBeUntouched();
    }

    /// <summary>The same as a race. runc 1.1.5 and crun 1.8.1 fall.</summary>
    [Fact]
    public async Task Nodes_are_not_made_through_a_dev_that_becomes_a_link()
    {
        var bundle = WithoutDevMounts().WithLinux("devices", new JsonArray(new JsonObject { ["path"] = "/dev/nodeROUND", ["type"] = "c", ["major"] = 1, ["minor"] = 3 }));
        using var racer = Race(bundle);

        var result = await RunRounds(bundle);

        ShouldStand(result);
        Outside.ShouldBeUntouched();
    }

    [Fact]
    public async Task A_node_that_is_made_by_path_is_made_outside()
    {
        var bundle = WithoutDevMounts();
        using var racer = Race(bundle);

        var result = await RunNaively(bundle, """
            [ -L "$root/dev" ] || mknod "$root/dev/node$$" c 1 3
            ls "$outside" | grep -q node && echo FELL
            """);

        result.ShouldSucceed();
        Outside.IsTouched.Should().BeTrue();
    }

    /// <summary>CVE-2026-88264, CVE-2026-88265 (crun): /dev/console and /dev/null of a volume are links to files of the host, there or not. runc 1.1.5 and crun 1.8.1 stand.</summary>
    [Theory]
    [InlineData("console", "secret")]
    [InlineData("console", "new")]
    [InlineData("null", "secret")]
    [InlineData("null", "new")]
    [InlineData("ptmx", "new")]
    public async Task Files_of_a_devs_volume_that_are_links_are_not_followed(string name, string target)
    {
        var volume = HostDirectory("dev");
        File.CreateSymbolicLink(Path.Combine(volume, name), Path.Combine(Outside.Path, target));
        var bundle = WithoutDevMounts().WithMount("/dev", "none", volume, "bind").WithMount("/dev/pts", "devpts", "devpts", "newinstance", "ptmxmode=0666")
            .WithProcess("terminal", true).WithScript($"cat /dev/{name} < /dev/stdin; true");

        var result = await InTerminal(bundle);

        result.Output.Should().NotContain(Sentinel.Secret);
        Outside.ShouldBeUntouched();
    }

    /// <summary>CVE-2026-88265 (crun): the numbers of the null device, but of a block device.</summary>
    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task A_block_device_with_the_null_devices_numbers_is_not_taken_for_it()
    {
        var bundle = WithoutDevMounts();
        Command.Run("mknod", Path.Combine(bundle.RootFilesystem, "dev", "null"), "b", "1", "3").ShouldSucceed();

        var result = await Run(bundle);

        result.ShouldExitWith(1).Errors.Should().Contain("/dev/null").And.Contain("another kind of file");
    }

    /// <summary>
    /// CVE-2025-52565: the terminal's devpts changes places with a directory that somebody made, whose <c>ptmx</c> leads to a devpts
    /// of theirs and whose <c>0</c> is a file. runc 1.1.5 and crun 1.8.1 start no container in such a /dev.
    /// </summary>
    [Fact]
    public async Task The_console_is_a_terminal_of_the_containers_own_devpts()
    {
        var bundle = WithForgedTerminals(out var volume);
        using var racer = new Racer(Path.Combine(volume, "pts"), Path.Combine(volume, "forged"));

        var result = await InTerminal(bundle, Rounds);

        result.Output.Should().NotContainAny(Fell, "internal error").And.Contain("done");
    }

    /// <summary>The same without a race: a node with the multiplexer's numbers leads to whatever devpts lies beside it.</summary>
    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task A_multiplexer_that_somebody_made_is_not_taken_for_the_containers_own()
    {
        var bundle = WithForgedTerminals(out var volume).WithoutMount("/dev/pts").WithMount("/dev/forged/pts", "devpts", "devpts", "newinstance", "ptmxmode=0666");
        Directory.Delete(Path.Combine(volume, "pts"));
        File.CreateSymbolicLink(Path.Combine(volume, "pts"), "forged");

        var result = await InTerminal(bundle);

        result.Output.Should().Contain("not the terminal multiplexer of a devpts").And.NotContain("done");
    }

    [Fact]
    public async Task A_console_by_path_is_what_somebody_made()
    {
        var bundle = WithForgedTerminals(out var volume);
        using var racer = new Racer(Path.Combine(volume, "pts"), Path.Combine(volume, "forged"));

        var result = await RunNaively(bundle, """
            [ -f "$room/dev/pts/0" ] || { mount --bind "$room/dev" "$root/dev"; touch "$root/dev/console"; mount --bind "$root/dev/pts/0" "$root/dev/console"; }
            grep -q forged "$root/dev/console" && echo FELL
            """);

        result.ShouldSucceed();
    }

    private TestBundle WithForgedTerminals(out string volume)
    {
        volume = HostDirectory("dev");
        var forged = HostDirectory("dev", "forged");
        HostDirectory("dev", "pts");
        HostDirectory("dev", "forged", "pts");
        File.CreateSymbolicLink(Path.Combine(volume, "ptmx"), "pts/ptmx");
        File.WriteAllText(Path.Combine(forged, "0"), "forged");
        Command.Run("mknod", Path.Combine(forged, "ptmx"), "c", "5", "2").ShouldSucceed();
        return WithoutDevMounts().WithMount("/dev", "none", volume, "bind").WithMount("/dev/pts", "devpts", "devpts", "newinstance", "ptmxmode=0666")
            .WithProcess("terminal", true).WithScript($"test -f /dev/console && echo {Fell}; echo done");
    }

    // A terminal of the host around all the rounds.
    private async Task<CommandResult> InTerminal(TestBundle bundle, int rounds = 1) =>
        await Shell("script -qec 'n=0; while [ $n -lt $rounds ]; do \"$runtime\" --root \"$state\" run --bundle \"$bundle\" \"$id-$n\"; n=$((n+1)); done' /dev/null; true", new Dictionary<string, string>
        {
            ["runtime"] = Runtime.Binary,
            ["state"] = Runtime.StateRoot,
            ["bundle"] = bundle.Save().Directory,
            ["id"] = NewId(),
            ["rounds"] = $"{rounds}",
        });

    private TestBundle WithoutDevMounts() =>
        NewBundle().WithoutMount("/dev/pts").WithoutMount("/dev/shm").WithoutMount("/dev/mqueue").WithoutMount("/dev").With(config => config["root"]!["readonly"] = false);

    private Racer Race(TestBundle bundle)
    {
        var link = Path.Combine(bundle.RootFilesystem, "link");
        File.CreateSymbolicLink(link, Outside.Path);
        return new Racer(Path.Combine(bundle.RootFilesystem, "dev"), link);
    }
}
