using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Planning;

/// <summary>To whom a container's cgroup is given.</summary>
public class CgroupPlannerSpecs
{
    private static readonly LinuxNamespace[] s_namespaces = [new() { Type = "mount" }, new() { Type = "user" }, new() { Type = "cgroup" }];

    [Fact]
    public void A_user_of_the_container_gets_the_cgroup_that_he_may_write_to() => Owner(s_namespaces, uid: 5, Hosts.Unified).Should().Be(100005);

    [Theory]
    [InlineData("rw")]
    [InlineData("ro,rw")]
    [InlineData("nosuid")]
    public void Writable_is_what_is_not_read_only_in_the_end(string options) => Owner(s_namespaces, uid: 0, Hosts.Unified, options.Split(',')).Should().Be(100000);

    [Fact]
    public void A_read_only_mount_gives_nothing_away() => Owner(s_namespaces, uid: 5, Hosts.Unified, "ro").Should().BeNull();

    [Fact]
    public void Without_a_cgroup_mount_nothing_is_given_away()
    {
        var spec = Plans.Spec with
        {
            Process = new ProcessSpec { Args = ["true"], Cwd = "/", User = new User { Uid = 5 } },
            Linux = new LinuxSpec { Namespaces = [s_namespaces[0], s_namespaces[2]] },
        };

        Plans.Of(spec with { Mounts = [] }, Hosts.Unified).Plan.Cgroup.Owner.Should().BeNull();
        Plans.Of(spec with { Mounts = [new Mount { Destination = "/mnt", Type = "cgroup", Source = "cgroup" }] }, Hosts.Unified).Plan.Cgroup.Owner.Should().BeNull();
    }

    [Fact]
    public void Who_is_not_mapped_gets_nothing() => Owner(s_namespaces, uid: 70000, Hosts.Unified).Should().BeNull();

    [Fact]
    public void Who_sees_other_cgroups_too_gets_nothing() => Owner(s_namespaces[..2], uid: 5, Hosts.Unified).Should().BeNull();

    [Fact]
    public void A_host_of_version_1_gives_nothing_away() => Owner(s_namespaces, uid: 5, Hosts.Hybrid).Should().BeNull();

    [Fact]
    public void Without_a_user_namespace_the_user_is_the_hosts_own() =>
        Owner([s_namespaces[0], s_namespaces[2]], uid: 5, Hosts.Unified).Should().Be(5);

    [Fact]
    public void The_caller_has_it_already() => Owner([s_namespaces[0], s_namespaces[2]], uid: 0, Hosts.Unified).Should().BeNull();

    [Fact]
    public void Of_a_user_namespace_that_is_joined_the_ids_are_not_known() =>
        Owner([s_namespaces[0], new() { Type = "user", Path = "/proc/1/ns/user" }, s_namespaces[2]], uid: 5, Hosts.Unified).Should().BeNull();

    private static uint? Owner(IReadOnlyList<LinuxNamespace> namespaces, uint uid, HostFacts facts, params string[] options)
    {
        var mappings = namespaces.Any(one => one is { Type: "user", Path: null }) ? new LinuxIdMapping[] { new() { ContainerID = 0, HostID = 100000, Size = 65536 } } : [];
        var spec = Plans.Spec with
        {
            Process = new ProcessSpec { Args = ["true"], Cwd = "/", User = new User { Uid = uid } },
            Mounts = [new Mount { Destination = "/sys/fs/cgroup/", Type = "cgroup", Source = "cgroup", Options = options }],
            Linux = new LinuxSpec { Namespaces = namespaces, UidMappings = mappings, GidMappings = mappings },
        };
        return Plans.Of(spec, facts).Plan.Cgroup.Owner;
    }
}
