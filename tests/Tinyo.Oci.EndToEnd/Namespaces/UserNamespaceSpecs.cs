using System.Globalization;
using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Namespaces;

/// <summary>User namespaces: the mappings, and what root is inside and outside.</summary>
[Needs(Requirement.UserNamespaces)]
public sealed class UserNamespaceSpecs : NamespaceTest
{
    [Fact]
    public async Task It_is_new_and_mapped_as_the_bundle_says()
    {
        var bundle = WithUserNamespace(NewBundle()).WithScript("cat /proc/self/uid_map; echo; cat /proc/self/gid_map; readlink /proc/self/ns/user");
        bundle.Config["linux"]!["gidMappings"] = new JsonArray(
            new JsonObject { ["containerID"] = 0, ["hostID"] = 200_000, ["size"] = 1000 },
            new JsonObject { ["containerID"] = 1000, ["hostID"] = 300_000, ["size"] = 5 });

        var lines = (await Output(bundle)).Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToArray();

        lines.SkipLast(1).Should().Equal("0 100000 65536", "", "0 200000 1000", "1000 300000 5");
        lines[^1].Should().StartWith("user:[").And.NotBe(Hosts("user"));
    }

    [Fact]
    public async Task Root_inside_is_a_stranger_outside()
    {
        var container = await Start(WithUserNamespace(NewBundle()).WithScript("id -u; id -g; touch /dev/shm/mine; stat -c '%u:%g' /dev/shm/mine; echo end; exec sleep 100"));
        await container.WaitForOutput("end");

        var process = await container.Process();

        container.Output.Should().StartWith("0\n0\n0:0\n");
        process.StatusLine("Uid").Split('\t').Should().NotBeEmpty().And.OnlyContain(id => id == MappedRoot.ToString(CultureInfo.InvariantCulture));
        process.StatusLine("Gid").Split('\t').Should().NotBeEmpty().And.OnlyContain(id => id == MappedRoot.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task No_file_of_the_image_gets_another_owner()
    {
        var bundle = WithUserNamespace(NewBundle()).With(config => config["root"]!["readonly"] = false).WithFile("rootfs/etc/whose", "root's");
        string[] owners = [bundle.RootFilesystem, "-printf", "%p %U:%G %m\\n"];
        var before = Command.Run("find", owners).ShouldSucceed().Output;

        var output = await Output(bundle.WithArgs("stat", "-c", "%u:%g", "/etc/whose"));

        output.Should().Be("65534:65534", "nobody inside is the host's root");
        Command.Run("find", [.. owners]).ShouldSucceed().Output.Split('\n').Should().Contain(before.Split('\n'));
    }

    [Fact]
    public async Task A_user_and_its_groups_are_those_of_inside()
    {
        var bundle = WithUserNamespace(NewBundle())
            .WithProcess("user", new JsonObject { ["uid"] = 1000, ["gid"] = 1001, ["additionalGids"] = new JsonArray(5, 10) })
            .WithScript("exec >> /dev/stdout; id -u; id -g; grep Groups /proc/self/status; grep Uid /proc/self/status");

        var output = await Output(bundle);

        output.Should().MatchRegex("1000\n1001\nGroups:\t5 10 ?\nUid:\t1000\t1000\t1000\t1000");
    }

    [Fact]
    public async Task Its_root_has_the_given_capabilities_and_no_more()
    {
        var bundle = WithUserNamespace(NewBundle()).WithScript("grep Cap /proc/self/status");

        var output = await Output(bundle);

        output.Should().Contain("CapEff:\t0000000020000420").And.Contain("CapBnd:\t0000000020000420");
    }

    [Fact]
    public async Task The_other_namespaces_belong_to_it()
    {
        var bundle = WithUserNamespace(NewBundle()).WithScript("ip link add dummy0 type dummy 2>/dev/null || ip link set lo mtu 1400; hostname changed && hostname; cat /sys/class/net/lo/mtu");
        bundle.Config["process"]!["capabilities"] = new JsonObject
        {
            ["bounding"] = TestBundle.ToArray("CAP_SYS_ADMIN", "CAP_NET_ADMIN"),
            ["effective"] = TestBundle.ToArray("CAP_SYS_ADMIN", "CAP_NET_ADMIN"),
            ["permitted"] = TestBundle.ToArray("CAP_SYS_ADMIN", "CAP_NET_ADMIN"),
        };

        var output = await Output(bundle);

        output.Should().StartWith("changed\n");
    }

    [Fact]
    public async Task The_network_can_be_another_containers()
    {
        var other = await Sleeper();
        var bundle = WithUserNamespace(NewBundle()).WithNamespace("network", PathOf(other, "network")).WithScript("readlink /proc/self/ns/net; id -u");
        // sysfs belongs to whoever owns the network: the specification wants a bind mount then.
        bundle.WithoutMount("/sys").WithMount("/sys", "none", "/sys", "rbind", "nosuid", "noexec", "nodev", "ro");

        var output = await Output(bundle);

        output.Should().Be($"{other.Namespace("net")}\n0");
    }

    // On one CPU the process that is to be mapped often asks before the one that forked it has told who it is.
    [Fact]
    [Needs(Requirement.Tinyo)]
    [Needs(Requirement.Binary, "taskset")]
    public async Task The_right_process_is_mapped_whoever_speaks_first()
    {
        var other = await Sleeper();
        var bundle = WithUserNamespace(NewBundle()).WithNamespace("network", PathOf(other, "network")).WithoutMount("/sys").WithArgs("id", "-u").Save();

        for (var round = 0; round < 15; round++)
        {
            var call = Runtime.Call("run", "--bundle", bundle.Directory, NewId());
            var result = await (call with { Program = "taskset", Arguments = ["-c", "0", call.Program, .. call.Arguments] }).Execute();

            result.ShouldSucceed().Output.Should().Be("0\n");
        }
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task Mappings_that_the_kernel_refuses_are_named_when_a_network_is_joined_too()
    {
        var other = await Sleeper();
        var overlapping = new JsonArray(
            new JsonObject { ["containerID"] = 0, ["hostID"] = MappedRoot, ["size"] = 10 },
            new JsonObject { ["containerID"] = 5, ["hostID"] = MappedRoot * 2, ["size"] = 10 });
        var bundle = WithUserNamespace(NewBundle()).WithNamespace("network", PathOf(other, "network")).WithoutMount("/sys").WithLinux("uidMappings", overlapping);

        var result = await TryCreate(bundle, NewId());

        result.ShouldExitWith(1).Errors.Should().Contain("uid_map");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_joined_by_path_with_its_network(bool mappingsAreRepeated)
    {
        Assert.SkipUnless(mappingsAreRepeated || Runtime.IsTinyo, "runc 1.1 wants the mappings of a joined namespace repeated");
        var other = await Sleeper(WithUserNamespace(NewBundle()));
        var bundle = WithUserNamespace(NewBundle(), PathOf(other, "user")).WithNamespace("network", PathOf(other, "network"))
            .WithScript("readlink /proc/self/ns/user; readlink /proc/self/ns/net; id -u; cat /proc/self/uid_map");
        if (mappingsAreRepeated)
        {
            bundle.WithLinux("uidMappings", Mapping(MappedRoot, 65536)).WithLinux("gidMappings", Mapping(MappedRoot, 65536));
        }

        var lines = (await Output(bundle)).Split('\n');

        lines.Take(3).Should().Equal(other.Namespace("user"), other.Namespace("net"), "0");
        lines[3].Split(' ', StringSplitOptions.RemoveEmptyEntries).Should().Equal("0", "100000", "65536");
    }

    [Theory]
    [Needs(Requirement.Tinyo)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_only_the_hosts_root_can_reach_is_bound_in_a_new_and_in_a_joined_one(bool isJoined)
    {
        var other = isJoined ? await Sleeper(WithUserNamespace(NewBundle())) : null;
        var closed = Directory.CreateDirectory(Path.Combine(Room, "closed", "open")).Parent!.FullName;
        File.WriteAllText(Path.Combine(closed, "open", "file"), "reached");
        File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var bundle = WithUserNamespace(NewBundle(), other is null ? null : PathOf(other, "user")).WithMount("/mnt", "none", Path.Combine(closed, "open"), "rbind", "ro", "nosuid")
            .WithScript("cat /mnt/file; touch /mnt/new 2>/dev/null || echo , read-only");

        var output = await Output(bundle);

        output.Should().Be("reached, read-only");
    }

    [Fact]
    public async Task Devices_work_in_it()
    {
        var bundle = WithUserNamespace(NewBundle()).WithScript("echo x > /dev/null && head -c 4 /dev/zero | wc -c; head -c 3 /dev/urandom | wc -c; stat -c '%t:%T' /dev/null /dev/full");

        var output = await Output(bundle);

        output.Should().Be("4\n3\n1:3\n1:7");
    }

    [Fact]
    public async Task A_user_that_is_not_mapped_is_refused()
    {
        var id = NewId();
        var bundle = WithUserNamespace(NewBundle()).WithProcess("user", new JsonObject { ["uid"] = 70_000, ["gid"] = 0 });

        var result = await TryCreate(bundle, id);

        result.ShouldExitWith(1).Errors.Should().MatchRegex("70000|unmapped user");
        await NothingIsLeft(id);
    }
}
