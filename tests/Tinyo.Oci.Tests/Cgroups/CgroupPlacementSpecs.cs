using Tinyo.Oci.Runtime.Cgroups;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;
using Tinyo.Oci.Tests.Support;

namespace Tinyo.Oci.Tests.Cgroups;

/// <summary>Ordinary directories stand in for the mounts: placing only looks.</summary>
public sealed class CgroupPlacementSpecs : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData("/box/c1", "/box/c1", 1)]
    [InlineData("/c1", "/c1", 0)]
    [InlineData("/a/b/c1", "/a/b/c1", 2)]
    [InlineData("/there/a/c1", "/there/a/c1", 1)]
    [InlineData("/../../../../etc/c1", "/etc/c1", 1)]
    [InlineData("c1", "/own/c1", 0)]
    [InlineData("box/c1", "/own/box/c1", 1)]
    [InlineData("../../c1", "/own/c1", 0)]
    public void An_absolute_path_begins_at_the_mount_and_a_relative_one_at_the_own_cgroup(string asked, string expected, int missing)
    {
        Directory.CreateDirectory(_temporary.File("own"));
        Directory.CreateDirectory(_temporary.File("there"));

        var record = CgroupPlacement.Find(new CgroupPlan { Path = asked }, [Hierarchy("memory")]);

        var directory = record.Directories.Should().ContainSingle().Which;
        directory.Path.Should().Be(_temporary.Path + expected);
        directory.OwnParents.Should().Be(missing);
        directory.Has("memory").Should().BeTrue();
        Directory.Exists(directory.Path).Should().BeFalse();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_path_that_names_no_cgroup_is_refused(string asked)
    {
        var act = () => CgroupPlacement.Find(new CgroupPlan { Path = asked }, [Hierarchy("memory")]);

        act.Should().Throw<OciException>().WithMessage("linux.cgroupsPath '*' names no cgroup*");
    }

    [Fact]
    public void A_cgroup_with_processes_in_it_or_below_is_refused()
    {
        Directory.CreateDirectory(_temporary.File("c1/below"));
        File.WriteAllText(_temporary.File("c1/cgroup.procs"), "");
        File.WriteAllText(_temporary.File("c1/below/cgroup.procs"), "17\n18\n0\n");

        var act = () => CgroupPlacement.Find(new CgroupPlan { Path = "/c1" }, [Hierarchy("memory")]);

        act.Should().Throw<OciException>().WithMessage($"container's cgroup is not empty: 2 process(es) found in {_temporary.File("c1")}");
    }

    [Fact]
    public void A_frozen_cgroup_is_refused()
    {
        Directory.CreateDirectory(_temporary.File("c1"));
        File.WriteAllText(_temporary.File("c1/cgroup.procs"), "");
        File.WriteAllText(_temporary.File("c1/freezer.state"), "FROZEN\n");

        var act = () => CgroupPlacement.Find(new CgroupPlan { Path = "/c1" }, [Hierarchy("freezer")]);

        act.Should().Throw<OciException>().WithMessage("container's cgroup unexpectedly frozen: *");
    }

    [Fact]
    public void An_empty_cgroup_is_used()
    {
        Directory.CreateDirectory(_temporary.File("c1"));
        File.WriteAllText(_temporary.File("c1/cgroup.procs"), "");

        var record = CgroupPlacement.Find(new CgroupPlan { Path = "/c1" }, [Hierarchy("memory")]);

        record.Directories.Should().ContainSingle().Which.OwnParents.Should().Be(0);
    }

    [Fact]
    public void A_machine_without_cgroups_is_told_what_to_do()
    {
        var act = () => CgroupPlacement.Find(new CgroupPlan { Path = "c1" }, []);

        act.Should().Throw<OciException>().WithMessage("no cgroup file system is mounted: *--cgroup-manager disabled");
    }

    private CgroupHierarchy Hierarchy(string controller) =>
        new() { Version = 1, Controllers = [controller], MountPoint = _temporary.Path, OwnPath = "/own" };
}
