using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Exec;

/// <summary>Whoever joins a container is in all of its namespaces.</summary>
public sealed class ExecNamespaceSpecs : ExecTest
{
    private static readonly string[] s_kinds = ["cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"];

    [Fact]
    public async Task All_of_them_are_joined()
    {
        var container = await Sleeper(NewBundle().WithNamespace("cgroup").WithNamespace("time"));

        await ShouldBeTogether(container);
    }

    [Fact]
    [Needs(Requirement.UserNamespaces)]
    public async Task A_user_namespace_is_joined_too()
    {
        var container = await Sleeper(Mapped(NewBundle()).WithNamespace("cgroup").WithNamespace("time"));

        await ShouldBeTogether(container);
        (await Output(container, "id -u; cat /proc/self/uid_map")).Should().MatchRegex("^0\n +0 +100000 +65536$");
    }

    [Fact]
    [Needs(Requirement.UserNamespaces)]
    public async Task In_a_user_namespace_a_user_and_its_groups_are_those_inside()
    {
        var container = await Sleeper(Mapped(NewBundle()));

        var output = await Output(container, "id -u; id -G; stat -L -c %u /proc/self/fd/1; grep CapEff /proc/self/status", "--user", "1000:1000", "-g", "7");

        output.Should().Be("1000\n1000 7\n1000\nCapEff:\t0000000000000000");
    }

    [Fact]
    [Needs(Requirement.UserNamespaces)]
    [Needs(Requirement.Tinyo)]
    public async Task An_id_that_is_not_mapped_is_refused()
    {
        var container = await Sleeper(Mapped(NewBundle()));

        var result = await Exec("--user", "70000", container.Id, "true");

        result.ShouldExitWith(255).Errors.Should().Contain("setresuid 70000: invalid argument");
    }

    [Theory]
    [InlineData("pid")]
    [InlineData("ipc")]
    [InlineData("uts")]
    [InlineData("network")]
    public async Task One_that_the_container_has_of_the_host_stays(string type)
    {
        var bundle = NewBundle().WithoutNamespace(type);
        if (type is "uts")
        {
            bundle.Config.Remove("hostname");
        }

        if (type is "ipc")
        {
            bundle.WithoutMount("/dev/mqueue");
        }

        if (type is "network")
        {
            bundle.WithoutMount("/sys");
            bundle.WithoutMount("/sys/fs/cgroup");
        }

        var container = await Sleeper(bundle);

        await ShouldBeTogether(container);
    }

    [Fact]
    [Needs(Requirement.Tinyo)]
    public async Task Without_a_mount_namespace_the_root_is_the_containers()
    {
        var bundle = NewBundle().WithoutNamespace("mount").WithFile("rootfs/etc/mark", "inside\n");
        bundle.Config["mounts"] = new JsonArray();
        bundle.Config["linux"]!.AsObject().Remove("maskedPaths");
        bundle.Config["linux"]!.AsObject().Remove("readonlyPaths");
        bundle.Config["root"]!["readonly"] = false;
        var container = await Sleeper(bundle);

        (await Output(container, "cat /etc/mark; ls /etc")).Should().Contain("inside");
    }

    private static TestBundle Mapped(TestBundle bundle) => bundle.WithNamespace("user").WithoutMount("/sys/fs/cgroup")
        .WithLinux("uidMappings", Mapping()).WithLinux("gidMappings", Mapping());

    private static JsonArray Mapping() => new(new JsonObject { ["containerID"] = 0, ["hostID"] = 100_000, ["size"] = 65536 });

    private async Task ShouldBeTogether(TestContainer container)
    {
        var init = await container.Process();
        var file = Path.Combine(Room, "pid");
        (await Exec("--detach", "--pid-file", file, container.Id, "sleep", "1000")).ShouldSucceed();
        var joined = new HostProcess(int.Parse(File.ReadAllText(file), System.Globalization.CultureInfo.InvariantCulture));

        s_kinds.Select(joined.Namespace).Should().Equal(s_kinds.Select(init.Namespace));
        s_kinds.Should().NotBeEmpty().And.OnlyContain(kind => joined.Namespace(kind) != "");
    }
}
