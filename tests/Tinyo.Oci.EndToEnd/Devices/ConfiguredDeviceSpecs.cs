using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Devices;

/// <summary><c>linux.devices</c>.</summary>
public sealed class ConfiguredDeviceSpecs : DeviceTest
{
    [Fact]
    public async Task All_four_types_are_made_with_owner_and_mode()
    {
        var bundle = NewBundle().WithLinux("devices", new JsonArray(
            Device("/dev/my-char", "c", 1, 3, mode: 416, uid: 1000, gid: 1001),
            Device("/dev/my-block", "b", 7, 300, mode: 384),
            Device("/dev/my-unbuffered", "u", 1, 5, mode: 438, uid: 7),
            Device("/dev/my-pipe", "p", null, null, mode: 432, gid: 9)));
        bundle.WithArgs(Stat("/dev/my-char", "/dev/my-block", "/dev/my-unbuffered", "/dev/my-pipe"));

        var output = await Output(bundle);

        output.Split('\n').Should().Equal(
            "/dev/my-char character special file 1:3 640 1000:1001",
            "/dev/my-block block special file 7:12c 600 0:0",
            "/dev/my-unbuffered character special file 1:5 666 7:0",
            "/dev/my-pipe fifo 0:0 660 0:9");
    }

    [Fact]
    public async Task Directories_on_the_way_are_made_also_outside_of_dev()
    {
        var bundle = NewBundle().WithLinux("devices", new JsonArray(
            Device("/dev/a/b/zero", "c", 1, 5, mode: 438),
            Device("/opt/x/full", "c", 1, 7, mode: 438)));
        bundle.WithArgs(Stat("/dev/a/b/zero", "/opt/x/full"));

        var output = await Output(bundle);

        output.Split('\n').Should().Equal("/dev/a/b/zero character special file 1:5 666 0:0", "/opt/x/full character special file 1:7 666 0:0");
    }

    [Fact]
    public async Task The_mode_is_not_cut_by_a_umask()
    {
        var bundle = NewBundle().WithLinux("devices", new JsonArray(Device("/dev/open", "c", 1, 3, mode: 511))).WithArgs(Stat("/dev/open"));
        var call = Runtime.Call("run", "--bundle", bundle.Save().Directory, NewId());

        var result = await (call with { Prelude = "umask 077;" }).Execute();

        result.ShouldSucceed().Text.Should().Be("/dev/open character special file 1:3 777 0:0");
    }

    [Fact]
    public async Task A_default_device_that_is_listed_too_has_the_listed_mode_and_owner()
    {
        var bundle = NewBundle().WithLinux("devices", new JsonArray(Device("/dev/full", "c", 1, 7, mode: 384, uid: 5, gid: 6))).WithArgs(Stat("/dev/full"));

        var output = await Output(bundle);

        output.Should().Be("/dev/full character special file 1:7 600 5:6");
    }

    [Fact]
    public async Task A_node_of_the_image_that_matches_is_used()
    {
        var bundle = NewBundle().WithLinux("devices", new JsonArray(Device("/opt/zero", "c", 1, 5, mode: 438))).WithArgs(Stat("/opt/zero"));
        var node = Path.Combine(bundle.WithFile("rootfs/opt/.keep", "").RootFilesystem, "opt", "zero");
        Command.Run("mknod", "-m", "600", node, "c", "1", "5").ShouldSucceed();

        var output = await Output(bundle);

        output.Should().StartWith("/opt/zero character special file 1:5");
    }

    [Theory]
    [InlineData("c", "1", "7")]
    [InlineData("b", "1", "5")]
    [Needs(Requirement.Tinyo)]
    public async Task A_node_of_the_image_that_differs_is_refused(string type, string major, string minor)
    {
        var id = NewId();
        var bundle = NewBundle().WithLinux("devices", new JsonArray(Device("/opt/zero", "c", 1, 5, mode: 438)));
        Command.Run("mknod", Path.Combine(bundle.WithFile("rootfs/opt/.keep", "").RootFilesystem, "opt", "zero"), type, major, minor).ShouldSucceed();

        var result = await TryCreate(bundle, id);

        result.ShouldExitWith(1).Errors.Should().Contain("/opt/zero");
        await NothingIsLeft(id);
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task A_link_to_a_file_of_the_host_is_refused_and_the_file_left_alone()
    {
        var file = Path.Combine(Room, "host-file");
        await File.WriteAllTextAsync(file, "");
        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        var bundle = NewBundle().WithLinux("devices", new JsonArray(Device("/opt/zero", "c", 1, 5, mode: 438, uid: 5)));
        File.CreateSymbolicLink(Path.Combine(bundle.WithFile("rootfs/opt/.keep", "").RootFilesystem, "opt", "zero"), file);

        var result = await TryCreate(bundle, NewId());

        result.ShouldExitWith(1).Errors.Should().Contain("/opt/zero");
        Command.Run("stat", "-c", "%a %u", file).Text.Should().Be("400 0");
    }

    [Fact]
    [Needs(Requirement.UserNamespaces)]
    public async Task In_a_user_namespace_the_hosts_nodes_are_used()
    {
        var bundle = NewBundle().WithNamespace("user").WithoutMount("/sys/fs/cgroup")
            .WithLinux("uidMappings", JsonNode.Parse("""[ { "containerID": 0, "hostID": 100000, "size": 65536 } ]"""))
            .WithLinux("gidMappings", JsonNode.Parse("""[ { "containerID": 0, "hostID": 100000, "size": 65536 } ]"""))
            .WithLinux("devices", new JsonArray(Device("/dev/full", "c", 1, 7)))
            .WithScript("stat -c '%n %F %t:%T' /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty; echo x > /dev/null && head -c 3 /dev/zero | wc -c; grep -c ' /dev/null ' /proc/self/mountinfo");

        var output = await Output(bundle);

        output.Split('\n').Should().Equal(
            "/dev/null character special file 1:3",
            "/dev/zero character special file 1:5",
            "/dev/full character special file 1:7",
            "/dev/random character special file 1:8",
            "/dev/urandom character special file 1:9",
            "/dev/tty character special file 5:0",
            "3",
            "1");
    }

    [Fact]
    public async Task The_console_is_a_device_of_the_container_and_only_with_a_terminal()
    {
        var output = await Output("[ -e /dev/console ] || echo none");

        output.Should().Be("none");
    }
}
