using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;
using Tinyo.Oci.EndToEnd.Mounts;

namespace Tinyo.Oci.EndToEnd.Cgroups;

/// <summary>On version 2 a container has one cgroup, from create until delete.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
[Needs(Requirement.CgroupV2)]
public sealed class UnifiedCgroupSpecs : ContainerTest
{
    private const string Top = "/sys/fs/cgroup";

    [Fact]
    public async Task It_holds_the_container_from_create_until_delete()
    {
        var container = await Create(NewBundle().WithArgs("sleep", "100"));
        var process = await container.Process();
        process.UnifiedCgroup.Should().EndWith($"/{container.Id}");
        var cgroup = Top + process.UnifiedCgroup;

        (await container.Start()).ShouldSucceed();
        File.ReadAllText($"{cgroup}/cgroup.procs").Should().Be($"{process.Pid}\n");

        (await container.Kill("KILL")).ShouldSucceed();
        await container.WaitFor("stopped");
        File.ReadAllText($"{cgroup}/cgroup.procs").Should().BeEmpty();

        (await container.Delete()).ShouldSucceed();
        Directory.Exists(cgroup).Should().BeFalse();
    }

    [Fact]
    public async Task The_cgroups_above_hand_every_controller_down()
    {
        var container = await Start(NewBundle().WithArgs("sleep", "100").WithLinux("cgroupsPath", $"/{Track(Workspace.NewId())}/inner"));

        var cgroup = Top + (await container.Process()).UnifiedCgroup;

        File.ReadAllText($"{cgroup}/cgroup.controllers").Should().Be(File.ReadAllText($"{Top}/cgroup.controllers"));
    }

    [Fact]
    public async Task The_default_spec_shows_the_containers_own_cgroup()
    {
        var room = Workspace.NewRoom("spec");
        (await Runtime.Invoke("spec", "--bundle", room)).ShouldSucceed();
        var config = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(room, "config.json")))!.AsObject();
        config["process"]!["terminal"] = false;

        var output = await Output(NewBundle().With(config).WithScript("cat /proc/self/mountinfo /proc/self/cgroup /sys/fs/cgroup/cgroup.procs"));

        var mount = MountLine.At(output, Top);
        (mount.Type, mount.Root).Should().Be(("cgroup2", "/"));
        output.Should().EndWith("\n0::/\n1");
    }

    [Theory]
    [InlineData("rw", true)]
    [InlineData("ro", false)]
    public async Task A_user_namespaces_root_may_make_others_below_if_the_mount_is_writable(string option, bool may)
    {
        var mappings = () => new JsonArray(new JsonObject { ["containerID"] = 0, ["hostID"] = 100000, ["size"] = 65536 });
        var bundle = NewBundle().WithNamespace("user").WithNamespace("cgroup").WithLinux("uidMappings", mappings()).WithLinux("gidMappings", mappings())
            .WithoutMount(Top).WithMount(Top, "cgroup", "cgroup", "nosuid", "noexec", "nodev", option)
            .WithScript("cd /sys/fs/cgroup; mkdir below && echo 1 >below/cgroup.procs && echo +pids >cgroup.subtree_control && cat below/pids.current; stat -c %u . cgroup.procs memory.max; exec sleep 100");

        var container = await Start(bundle);
        await container.WaitForOutput("65534");

        container.Output.Should().Be(may ? "2\n0\n0\n65534\n" : "65534\n65534\n65534\n");
    }

    [Fact]
    public async Task Kill_of_all_ends_what_the_program_started()
    {
        var container = await Start(NewBundle().WithoutNamespace("pid").WithScript("sleep 100 & sleep 100 & echo ready; wait"));
        await container.WaitForOutput("ready");

        (await container.Kill("--all", "KILL")).ShouldSucceed();

        await container.WaitFor("stopped");
        HostProcess.All().Where(process => process.IsAlive && process.Cgroups.Contains(container.Id)).Should().BeEmpty();
    }

    [Fact]
    [Needs(Requirement.Controller, "cpuset")]
    [Needs(Requirement.Controller, "hugetlb")]
    public async Task Controllers_that_only_some_kernels_have_are_handed_down_too()
    {
        var container = await Start(NewBundle().WithArgs("sleep", "100"));

        var cgroup = Top + (await container.Process()).UnifiedCgroup;

        File.ReadAllText($"{cgroup}/cgroup.controllers").Split(' ', '\n').Should().Contain(["cpuset", "hugetlb", "memory"]);
    }
}
