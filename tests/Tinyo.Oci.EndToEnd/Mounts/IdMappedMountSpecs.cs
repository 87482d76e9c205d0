using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Mounts;

/// <summary>Mounts that show their files' owners as somebody else: <c>idmap</c> and <c>ridmap</c>.</summary>
[Needs(Requirement.UserNamespaces)]
[Needs(Requirement.Tinyo)]
[Needs(Requirement.Kernel, "6.3")]
[AlsoInLab]
public sealed class IdMappedMountSpecs : MountTest
{
    private const string Look = "stat -c '%u:%g' /mnt /mnt/file; touch /mnt/new; stat -c '%u:%g' /mnt/new";

    [Theory]
    [InlineData("idmap")]
    [InlineData("ridmap")]
    [InlineData("idmap", true)]
    public async Task A_volume_of_roots_is_that_of_the_containers_root(string option, bool hasOwnMappings = false)
    {
        var (volume, bundle) = (Volume(), Confined().WithScript(Look));
        bundle.WithMount("/mnt", "none", volume, "bind", option);
        if (hasOwnMappings)
        {
            Map(bundle, Range(0, 100_000, 65536));
        }

        var output = await Output(bundle);

        output.Should().Be("0:0\n0:0\n0:0");
        OwnerOf($"{volume}/new").Should().Be("0:0", "on the host it is root's");
    }

    [Fact]
    public async Task Without_idmap_it_is_a_strangers()
    {
        var bundle = Confined().WithScript("stat -c '%u:%g' /mnt/file; touch /mnt/new 2>/dev/null || echo refused").WithMount("/mnt", "none", Volume(), "bind");

        var output = await Output(bundle);

        output.Should().Be("65534:65534\nrefused");
    }

    [Fact]
    public async Task Mappings_of_its_own_work_without_a_user_namespace()
    {
        var volume = Volume();
        var bundle = Map(NewBundle().WithScript("stat -c '%u:%g' /mnt/file").WithMount("/mnt", "none", volume, "bind"), Range(0, 5000, 1), Range(1, 7000, 1));
        Command.Run("chown", "0:1", $"{volume}/file").ShouldSucceed();

        var output = await Output(bundle);

        output.Should().Be("5000:7000");
    }

    [Fact]
    public async Task Only_ridmap_maps_what_is_mounted_below()
    {
        var bundle = Confined().WithScript("stat -c '%n %u' /mnt/*/file /mnt/*/below/file")
            .WithMount("/mnt/plain", "none", $"{Room}/top", "rbind", "idmap").WithMount("/mnt/deep", "none", $"{Room}/top", "rbind", "ridmap");
        Directory.CreateDirectory(Path.Combine(bundle.RootFilesystem, "mnt/plain"));
        Directory.CreateDirectory(Path.Combine(bundle.RootFilesystem, "mnt/deep"));

        var result = await RunOn($"mkdir -p '{Room}/top/below'; mount -t tmpfs below '{Room}/top/below'; touch '{Room}/top/file' '{Room}/top/below/file'", bundle);

        result.ShouldSucceed().Lines.Should().Equal(
            "/mnt/deep/file 0", "/mnt/plain/file 0", "/mnt/deep/below/file 0", "/mnt/plain/below/file 65534");
    }

    [Theory]
    [InlineData("idmap=uids=0-101000-10;gids=0-102000-10", "1000:2000")]
    [InlineData("idmap=gids=0-102000-10#10-100000-5;uids=5-100000-1#0-100007-5", "7:2000")]
    [InlineData("idmap=uids=@0-3-10;gids=@0-4-10", "3:4")]
    [InlineData("ridmap=uids=@0-3-10;gids=@0-4-10", "3:4")]
    public async Task Crun_s_form_of_the_option_is_understood(string option, string owner)
    {
        var bundle = Confined().WithScript("stat -c '%u:%g' /mnt/file").WithMount("/mnt", "none", Volume(), "bind", option);

        var output = await Output(bundle);

        output.Should().Be(owner);
    }

    [Fact]
    public async Task A_new_file_system_is_mapped_too()
    {
        var bundle = Confined().WithScript("stat -c '%u:%g %a' /mnt; touch /mnt/new && stat -c '%u:%g' /mnt/new").WithMount("/mnt", "tmpfs", "tmpfs", "idmap");
        Command.Run("chmod", "1751", Path.Combine(bundle.RootFilesystem, "mnt")).ShouldSucceed();

        var output = await Output(bundle);

        output.Should().Be("0:0 1751\n0:0");
    }

    [Fact]
    public async Task A_new_file_system_is_mapped_without_a_user_namespace()
    {
        var bundle = Map(NewBundle().WithScript("stat -c '%u:%g %a' /mnt").WithMount("/mnt", "tmpfs", "tmpfs", "mode=750"), Range(0, 5000, 1), Range(0, 6000, 1));

        var output = await Output(bundle);

        output.Should().Be("5000:6000 750");
    }

    [Fact]
    public async Task A_tmpfs_takes_over_the_mode_that_was_there_with_its_owners_mapped()
    {
        var bundle = Map(NewBundle().WithScript("stat -c '%u:%g %a' /mnt").WithMount("/mnt", "tmpfs", "tmpfs"), Range(0, 5000, 1));
        Command.Run("chmod", "711", Path.Combine(bundle.RootFilesystem, "mnt")).ShouldSucceed();

        var output = await Output(bundle);

        output.Should().Be("5000:5000 711");
    }

    [Fact]
    public async Task A_tmpfs_is_filled_and_made_read_only_with_its_owners_mapped()
    {
        var bundle = Confined().WithScript("stat -c '%u:%g %a' /mnt/inside; cat /mnt/inside; touch /mnt/x").WithFile("rootfs/mnt/inside", "filled", "640")
            .WithMount("/mnt", "tmpfs", "tmpfs", "tmpcopyup", "idmap", "ro");
        Command.Run("chown", "100000:100000", Path.Combine(bundle.RootFilesystem, "mnt/inside")).ShouldSucceed();

        var result = await Run(bundle);

        result.Output.Should().Be("0:0 640\nfilled");
        result.Errors.Should().Contain("Read-only file system");
    }

    [Fact]
    public async Task The_flags_of_a_mapped_mount_are_as_asked()
    {
        var line = await MountAt("/mnt", Confined().WithMount("/mnt", "none", Volume(), "bind", "idmap", "ro", "nosuid", "noexec"));

        line.Attributes.Should().Contain(["ro", "nosuid", "noexec", "idmapped"]);
    }

    [Theory]
    [InlineData("bind", "/sys", "sysfs is no file system that Linux")]
    [InlineData("rbind", "/proc", "proc is no file system that Linux")]
    public async Task A_file_system_that_cannot_be_mapped_is_named(string how, string source, string words)
    {
        var bundle = Confined().WithMount("/mnt", "none", source, how, "idmap");

        var errors = await Refusal(bundle);

        errors.Should().Contain($"mounts[{FirstAdded - 1}]: bind {source} at /mnt: ids can't be mapped").And.Contain(words);
    }

    [Fact]
    public async Task A_new_file_system_that_cannot_be_mapped_is_named()
    {
        var errors = await Refusal(Confined().WithMount("/mnt/proc", "mqueue", "mqueue", "idmap"));

        errors.Should().Contain("ids can't be mapped: mqueue is no file system that Linux");
    }

    [Fact]
    public async Task Below_which_one_cannot_is_told_with_ridmap()
    {
        var bundle = Confined().WithMount("/mnt", "none", $"{Room}/top", "rbind", "ridmap");

        var result = await RunOn($"mkdir -p '{Room}/top/below'; mount -t proc below '{Room}/top/below'", bundle);

        result.ShouldExitWith(1).Errors.Should().Contain("one of ").And.Contain("proc is a file system that Linux");
    }

    [Fact]
    public async Task Forty_mounts_of_one_mapping_are_quick()
    {
        var bundle = NewBundle().WithArgs("true");
        for (var n = 0; n < 40; n++)
        {
            Map(bundle.WithMount($"/mnt/{n}", "none", Volume(), "bind"), Range(0, 5000, 1));
        }

        (await Run(bundle)).ShouldSucceed();
    }

    private string Volume()
    {
        var volume = HostDirectory($"volume-{Guid.NewGuid():N}");
        File.WriteAllText(Path.Combine(volume, "file"), "content");
        return volume;
    }

    private TestBundle Confined() => NewBundle().WithNamespace("user").WithoutMount("/sys/fs/cgroup")
        .WithLinux("uidMappings", new JsonArray(Range(0, 100_000, 65536))).WithLinux("gidMappings", new JsonArray(Range(0, 100_000, 65536)));

    // Mappings for the last mount.
    private static TestBundle Map(TestBundle bundle, JsonObject users, JsonObject? groups = null) => bundle.With(config =>
    {
        var mount = config["mounts"]!.AsArray()[^1]!;
        mount["uidMappings"] = new JsonArray(users);
        mount["gidMappings"] = new JsonArray(groups ?? users.DeepClone());
    });

    private static JsonObject Range(int inside, int outside, int size) => new() { ["containerID"] = inside, ["hostID"] = outside, ["size"] = size };

    private static string OwnerOf(string path) => Command.Run("stat", "-c", "%u:%g", path).ShouldSucceed().Text;
}
