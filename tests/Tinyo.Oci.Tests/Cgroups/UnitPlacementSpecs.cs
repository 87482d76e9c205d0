using Tinyo.Oci.Runtime.Cgroups;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;
using Tinyo.Oci.Tests.Planning;

namespace Tinyo.Oci.Tests.Cgroups;

public sealed class UnitPlacementSpecs
{
    private const string Place = "/a.slice/x.scope";

    [Fact]
    public void With_version_2_alone_systemd_makes_everything()
    {
        var placement = UnitPlacement.Of([Hosts.Unified.Cgroups[0] with { OwnPath = Place }], 7, "x.scope");

        placement.All.Directories.Should().ContainSingle().Which.Path.Should().Be($"/sys/fs/cgroup{Place}");
        placement.Others.Directories.Should().BeEmpty();
    }

    [Fact]
    public void Where_systemd_has_not_put_the_process_the_same_place_is_ours_to_make()
    {
        CgroupHierarchy[] hierarchies = [.. Hosts.Hybrid.Cgroups.Select(one => one.Controllers is ["memory"] ? one : one with { OwnPath = Place })];

        var placement = UnitPlacement.Of(hierarchies, 7, "x.scope");

        placement.All.Directories.Should().HaveCount(4).And.OnlyContain(directory => directory.Path == directory.Mount + Place);
        placement.Others.Directories.Should().ContainSingle().Which.Path.Should().Be($"/sys/fs/cgroup/memory{Place}");
    }

    [Fact]
    public void A_process_that_is_not_in_the_unit_is_an_error()
    {
        var act = () => UnitPlacement.Of(Hosts.Hybrid.Cgroups, 7, "x.scope");

        act.Should().Throw<OciException>().WithMessage("systemd has started unit 'x.scope' but process 7 is not in it*");
    }

    [Fact]
    public void A_unit_without_processes_is_where_systemd_says() =>
        UnitPlacement.Of(Hosts.Hybrid.Cgroups, "/a.slice").Directories.Select(directory => directory.Path)
            .Should().Equal("/sys/fs/cgroup/cpu,cpuacct/a.slice", "/sys/fs/cgroup/memory/a.slice", "/sys/fs/cgroup/systemd/a.slice", "/sys/fs/cgroup/unified/a.slice");
}
