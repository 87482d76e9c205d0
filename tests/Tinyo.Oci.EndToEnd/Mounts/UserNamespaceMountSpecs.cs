using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Mounts;

/// <summary>Mounts in a user namespace, where the kernel locks the attributes that the host has set.</summary>
[Needs(Requirement.UserNamespaces)]
[AlsoInLab] // where the host's mounts are shared
public sealed class UserNamespaceMountSpecs : MountTest
{
    [Fact]
    public async Task The_usual_mounts_work_in_a_user_namespace()
    {
        var output = await Output(NewUserNamespaceBundle().WithArgs("cat", "/proc/self/mountinfo"));

        MountLine.At(output, "/proc").Type.Should().Be("proc");
        MountLine.At(output, "/dev/pts").Type.Should().Be("devpts");
        MountLine.At(output, "/dev/mqueue").Type.Should().Be("mqueue");
        MountLine.At(output, "/sys").Type.Should().Be("sysfs");
    }

    [Fact]
    public async Task Locked_attributes_are_those_of_a_plain_bind()
    {
        var result = await RunOn(LockedSource, Locked(""));

        MountLine.At(result.ShouldSucceed().Output, "/mnt/locked").Attributes.Should().BeEquivalentTo("rw", "nosuid", "nodev", "noexec", "noatime");
    }

    [Theory]
    [Needs(Requirement.Tinyo)]
    [InlineData("ro", "ro")]
    [InlineData("rw", "rw")]
    [InlineData("nodev", "rw")]
    [InlineData("nosuid,nodev,noexec", "rw")]
    public async Task Locked_attributes_stay(string options, string writable)
    {
        var bundle = Locked(options);

        var result = await RunOn(LockedSource, bundle);

        MountLine.At(result.ShouldSucceed().Output, "/mnt/locked").Attributes
            .Should().BeEquivalentTo(writable, "nosuid", "nodev", "noexec", "noatime");
    }

    [Theory]
    [Needs(Requirement.Tinyo)]
    [InlineData("suid")]
    [InlineData("dev")]
    [InlineData("exec")]
    [InlineData("ro,suid")]
    [InlineData("strictatime")]
    public async Task Asking_to_clear_a_locked_attribute_is_refused(string options)
    {
        var bundle = Locked(options);

        var result = (await RunOn(LockedSource, bundle)).ShouldExitWith(1);

        result.Errors.Should().Contain("locked").And.Contain("/mnt/locked").And.Contain($"mounts[{FirstAdded}]").And.Contain(options.Split(',')[^1]);
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task Asking_to_write_to_what_is_locked_read_only_is_refused()
    {
        var bundle = Locked("rw");

        var result = (await RunOn($"{LockedSource}\nmount -o remount,bind,ro '{Room}/source'", bundle)).ShouldExitWith(1);

        result.Errors.Should().Contain("locked").And.Contain("/mnt/locked");
    }

    [Fact]
    public async Task A_read_only_root_keeps_what_is_locked()
    {
        var bundle = NewUserNamespaceBundle().WithArgs("cat", "/proc/self/mountinfo");

        var result = await RunOn($"mount --bind '{bundle.RootFilesystem}' '{bundle.RootFilesystem}'\nmount -o remount,bind,nosuid,nodev '{bundle.RootFilesystem}'", bundle);

        MountLine.At(result.ShouldSucceed().Output, "/").Attributes.Should().Contain(["ro", "nosuid", "nodev"]);
    }

    [Fact]
    public async Task What_the_host_hides_below_a_source_stays_hidden()
    {
        var bundle = NewUserNamespaceBundle().WithScript("cat /mnt/secret /mnt/cover/secret 2>&1 || true").WithMount("/mnt", "none", $"{Room}/top", "rbind");

        var result = await RunOn($"""
            mkdir -p '{Room}/top/cover'
            echo hidden > '{Room}/top/cover/secret'
            echo seen > '{Room}/top/secret'
            mount -t tmpfs cover '{Room}/top/cover'
            """, bundle);

        result.ShouldSucceed().Text.Should().StartWith("seen").And.NotContain("hidden");
    }

    // As on most hosts: what is mounted on a shared mount appears wherever else it is.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_appears_on_a_host_whose_mounts_are_shared(bool isConfined)
    {
        var bundle = (isConfined ? NewUserNamespaceBundle() : NewBundle()).WithScript("test -d /mnt/volume && echo mounted")
            .WithMount("/mnt", "none", Directory.CreateDirectory($"{Room}/source/volume").Parent!.FullName, "rbind", isConfined ? "idmap" : "idmap=uids=0-1-5;gids=0-1-5")
            .WithMount("/mnt/volume", "tmpfs", "tmpfs");
        if (isConfined)
        {
            bundle.WithLinux("uidMappings", Mapping()).WithLinux("gidMappings", Mapping());
        }

        var result = await RunOn("mount --make-rshared /", bundle, $"grep '{Room}' /proc/self/mountinfo || echo clean");

        result.ShouldSucceed().Text.Should().Be("mounted\nclean");

        static System.Text.Json.Nodes.JsonNode Mapping() => System.Text.Json.Nodes.JsonNode.Parse("""[{"containerID":0,"hostID":100000,"size":65536}]""")!;
    }

    // Their trees come over a socket, and what there is no number for the kernel drops in silence.
    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task More_sources_than_descriptors_are_refused_by_that_name()
    {
        var bundle = NewUserNamespaceBundle();
        for (var n = 0; n < 80; n++)
        {
            bundle.WithMount($"/mnt/{n}", "none", HostFile("file", "content"), "bind");
        }

        var call = Runtime.Call("run", "--bundle", bundle.Save().Directory, NewId());
        var result = await (call with { Prelude = "ulimit -n 50;" }).Execute();

        result.ShouldExitWith(1).Errors.Should().Contain("Too many open files");
    }

    [Fact]
    public async Task A_tmpfs_covers_what_an_owner_without_a_mapping_has()
    {
        var mapping = """[{"containerID":0,"hostID":100000,"size":1000}]""";
        var bundle = NewUserNamespaceBundle().WithoutMount("/dev/pts").WithMount("/mnt", "tmpfs", "tmpfs").WithArgs("stat", "-c", "%u:%g %a", "/mnt")
            .WithLinux("uidMappings", System.Text.Json.Nodes.JsonNode.Parse(mapping)).WithLinux("gidMappings", System.Text.Json.Nodes.JsonNode.Parse(mapping));
        Command.Run("chown", "5000:5000", Path.Combine(bundle.RootFilesystem, "mnt")).ShouldSucceed();

        var output = await Output(bundle);

        output.Should().Be("0:0 755");
    }

    // A runtime that was started in a user namespace, as by a rootless engine: the kernel itself has locked what the host has set.
    [Fact]
    [Needs(Requirement.Tinyo)]
    [Needs(Requirement.Binary, "unshare")]
    public async Task An_access_time_that_is_locked_may_be_asked_for()
    {
        var bundle = NewBundle().WithoutMount("/sys/fs/cgroup").WithoutMount("/dev/pts").WithMount("/mnt", "none", $"{Room}/source", "bind", "ro", "noatime")
            .WithArgs("cat", "/proc/self/mountinfo").Save();
        var call = Runtime.Call("--rootless=true", "run", "--bundle", bundle.Directory, NewId());
        var script = $"{LockedSource}; exec unshare --user --map-root-user --mount \"$@\"";

        var result = await (call with { Program = "unshare", Arguments = ["--mount", "sh", "-c", script, "sh", call.Program, .. call.Arguments] }).Execute();

        MountLine.At(result.ShouldSucceed().Output, "/mnt").Attributes.Should().BeEquivalentTo("ro", "nosuid", "nodev", "noexec", "noatime");
    }

    private string LockedSource => $"mkdir '{Room}/source'; mount -t tmpfs -o nosuid,nodev,noexec,noatime source '{Room}/source'";

    private TestBundle Locked(string options) => NewUserNamespaceBundle().WithArgs("cat", "/proc/self/mountinfo")
        .WithMount("/mnt/locked", "none", $"{Room}/source", ["bind", .. options.Split(',', StringSplitOptions.RemoveEmptyEntries)]);
}
