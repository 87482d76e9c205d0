using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Planning;

/// <summary>Whose ids a mount shows.</summary>
public class IdMapPlannerSpecs
{
    private static readonly LinuxIdMapping[] s_container = [Range(0, 100_000, 1000), Range(1000, 500_000, 1000)];

    [Theory]
    [InlineData("idmap", false)]
    [InlineData("ridmap", true)]
    public void Without_mappings_of_its_own_it_takes_the_containers(string option, bool isRecursive)
    {
        var map = Plan(new Mount { Destination = "/a", Source = "/b", Options = ["bind", option] })!;

        (map.IsContainers, map.Recursive).Should().Be((true, isRecursive));
    }

    [Fact]
    public void The_containers_own_mappings_need_no_other_namespace()
    {
        var map = Plan(new Mount { Destination = "/a", Source = "/b", Options = ["bind"], UidMappings = s_container, GidMappings = [.. s_container] })!;

        map.IsContainers.Should().BeTrue();
    }

    [Fact]
    public void Mappings_without_an_option_are_enough()
    {
        var map = Plan(new Mount { Destination = "/a", Source = "/b", Options = ["bind"], UidMappings = [Range(0, 1, 2)], GidMappings = s_container })!;

        map.UidMappings.Should().Equal(Range(0, 1, 2));
        map.GidMappings.Should().Equal(s_container);
        map.Recursive.Should().BeFalse();
    }

    [Fact]
    public void No_option_and_no_mappings_is_no_mapping()
    {
        var map = Plan(new Mount { Destination = "/a", Source = "/b", Options = ["bind"] });

        map.Should().BeNull();
    }

    [Theory]
    [InlineData("idmap=uids=0-1-10#10-11-10;gids=0-100-10", "0-1-10 10-11-10", "0-100-10")]
    [InlineData("ridmap=gids=0-100-10;uids=0-1-10", "0-1-10", "0-100-10")]
    [InlineData("idmap=uids=@1-3-10;gids=0-3-10", "1-100003-10", "0-3-10")]
    [InlineData("idmap=uids=@7-990-20#0-5-1;gids=@0-1999-1", "7-100990-10 17-500000-10 0-5-1", "0-500999-1")]
    public void Crun_s_form_is_read(string option, string users, string groups)
    {
        var map = Plan(new Mount { Destination = "/a", Source = "/b", Options = ["bind", option] })!;

        Text(map.UidMappings).Should().Be(users);
        Text(map.GidMappings).Should().Be(groups);
    }

    [Fact]
    public void Without_privilege_the_containers_root_maps_in_its_own_terms()
    {
        var mount = new Mount { Destination = "/a", Type = "tmpfs", UidMappings = [Range(0, 100_005, 5)], GidMappings = [Range(0, 500_003, 5)] };

        var map = Plan(mount, Hosts.Rootless)!;

        Text(map.UidMappings).Should().Be("0-5-5");
        Text(map.GidMappings).Should().Be("0-1003-5");
    }

    [Fact]
    public void Without_privilege_nobody_from_outside_of_the_container_is_mapped()
    {
        var mount = new Mount { Destination = "/a", Type = "tmpfs", UidMappings = [Range(0, 100_999, 2)], GidMappings = [Range(0, 500_003, 5)] };

        var plan = () => Plan(mount, Hosts.Rootless);

        plan.Should().Throw<OciException>().WithMessage("mounts[0] at /a: idmap: id 101000 is not mapped in the container's user namespace");
    }

    private static MountIdMapPlan? Plan(Mount mount, HostFacts? facts = null) => Plans.OfMounts(
        facts ?? Hosts.Hybrid,
        Plans.WithNamespaces("mount", "user") with { UidMappings = s_container, GidMappings = s_container },
        mount).Should().ContainSingle().Subject.IdMap;

    private static LinuxIdMapping Range(uint inside, uint outside, uint size) => new() { ContainerID = inside, HostID = outside, Size = size };

    private static string Text(IReadOnlyList<LinuxIdMapping> mappings) =>
        string.Join(' ', mappings.Select(mapping => $"{mapping.ContainerID}-{mapping.HostID}-{mapping.Size}"));
}
