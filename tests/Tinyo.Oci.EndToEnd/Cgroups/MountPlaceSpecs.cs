using System.Text.Json.Nodes;
using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Cgroups;

/// <summary>Hierarchies that are not where they usually are, or not seen whole. The limit of one process tells that they are found.</summary>
[Needs(Requirement.Runtime)]
[Needs(Requirement.Tinyo)]
[Needs(Requirement.Root)]
[Needs(Requirement.Binary, "busybox")]
[Needs(Requirement.Binary, "unshare")]
public sealed class MountPlaceSpecs : ContainerTest
{
    private const string Pids = "/sys/fs/cgroup/pids";

    [Fact]
    [Needs(Requirement.CgroupV1)]
    public async Task A_hierarchy_that_is_mounted_elsewhere_only_is_found_there()
    {
        var elsewhere = Workspace.NewRoom("pids");

        var result = await RunAfter(["--mount"], $"mount --bind {Pids} {elsewhere} && umount {Pids}");

        result.Errors.Should().Contain("can't fork");
    }

    [Fact]
    [Needs(Requirement.CgroupV1)]
    public async Task One_that_is_mounted_twice_is_used_once()
    {
        var elsewhere = Workspace.NewRoom("pids");

        var result = await RunAfter(["--mount"], $"mount --bind {Pids} {elsewhere}");

        result.Errors.Should().Contain("can't fork");
    }

    [Fact]
    [Needs(Requirement.CgroupV1)]
    public async Task What_only_looks_like_a_hierarchy_is_none()
    {
        var elsewhere = Workspace.NewRoom("pids");

        var result = await RunAfter(["--mount"], $"mount --move {Pids} {elsewhere} && mount -t tmpfs none {Pids} || {{ mount --bind {Pids} {elsewhere} && mount -t tmpfs none {Pids}; }}");

        result.Errors.Should().Contain("can't fork");
    }

    [Fact]
    [Needs(Requirement.CgroupV1)]
    public async Task A_cgroup_namespace_around_us_is_no_hindrance()
    {
        var result = await RunAfter(["--mount", "--cgroup"], "true");

        result.Errors.Should().Contain("can't fork");
    }

    // Version 2 lets nobody into a cgroup above the namespace, so what is mounted must be the namespace's.
    [Fact]
    [Needs(Requirement.CgroupV2)]
    public async Task A_cgroup_namespace_with_its_own_mount_is_no_hindrance()
    {
        var result = await RunAfter(["--mount", "--cgroup"], "umount -l /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup");

        result.Errors.Should().Contain("can't fork");
    }

    private async Task<CommandResult> RunAfter(string[] namespaces, string preparation)
    {
        var bundle = NewBundle().WithScript("sleep 0 & wait").WithoutMount("/sys/fs/cgroup");
        bundle.Config["linux"]!["resources"]!["pids"] = new JsonObject { ["limit"] = 1 };
        var run = Runtime.Call("run", "--bundle", bundle.Save().Directory, NewId());
        return await (run with
        {
            Program = "unshare",
            Arguments = [.. namespaces, "sh", "-c", $"{{ {preparation}; }} || exit 77; exec \"$@\"", "sh", run.Program, .. run.Arguments],
        }).Execute();
    }
}
