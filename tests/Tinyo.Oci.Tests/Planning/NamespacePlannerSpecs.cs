using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Planning;

public class NamespacePlannerSpecs
{
    private static readonly LinuxIdMapping[] s_mappings = [new() { ContainerID = 0, HostID = 100000, Size = 65536 }];

    [Fact]
    public void Every_namespace_can_be_made()
    {
        var linux = Plans.WithNamespaces("pid", "network", "mount", "ipc", "uts", "user", "cgroup", "time") with { UidMappings = s_mappings };

        var plan = Plans.Of(linux).Namespaces;

        plan.New.Should().Be(
            CloneFlags.CLONE_NEWPID | CloneFlags.CLONE_NEWNET | CloneFlags.CLONE_NEWNS | CloneFlags.CLONE_NEWIPC |
            CloneFlags.CLONE_NEWUTS | CloneFlags.CLONE_NEWUSER | CloneFlags.CLONE_NEWCGROUP | CloneFlags.CLONE_NEWTIME);
        plan.UidMappings.Should().Equal(s_mappings);
    }

    [Fact]
    public void Namespaces_are_joined_user_first_and_mount_last()
    {
        string[] types = ["mount", "time", "cgroup", "pid", "network", "uts", "ipc", "user"];
        var linux = new LinuxSpec { Namespaces = [.. types.Select(type => new LinuxNamespace { Type = type, Path = $"/ns/{type}" })] };

        var plan = Plans.Of(linux).Namespaces;

        plan.Join.Select(join => join.Path).Should().Equal(
            "/ns/user", "/ns/ipc", "/ns/uts", "/ns/network", "/ns/pid", "/ns/cgroup", "/ns/time", "/ns/mount");
        plan.New.Should().Be(CloneFlags.None);
    }

    [Fact]
    public void Mappings_beside_a_joined_user_namespace_are_left_out_with_a_warning()
    {
        var linux = new LinuxSpec
        {
            Namespaces = [new LinuxNamespace { Type = "user", Path = "/ns/user" }],
            UidMappings = s_mappings,
            GidMappings = s_mappings,
        };

        var result = Plans.Of(Plans.Spec with { Linux = linux });

        result.Plan.Namespaces.UidMappings.Should().BeEmpty();
        result.Warnings.Should().ContainSingle().Which.Should().StartWith("linux.uidMappings and linux.gidMappings are ignored");
    }

    [Fact]
    public void A_caller_who_is_not_root_needs_a_user_namespace()
    {
        var plan = () => Plans.Of(Plans.Spec, Hosts.Rootless);

        plan.Should().Throw<OciException>().WithMessage("rootless container requires user namespaces*");
    }

    [Fact]
    public void Clocks_are_moved()
    {
        var linux = Plans.WithNamespaces("time") with
        {
            TimeOffsets = new Dictionary<string, LinuxTimeOffset> { ["monotonic"] = new() { Secs = -5, Nanosecs = 7 } },
        };

        var plan = Plans.Of(linux).Namespaces;

        plan.TimeOffsets.Should().Equal(new TimeOffsetPlan("monotonic", -5, 7));
    }

    [Theory]
    [InlineData("pid,pid", "linux.namespaces: 'pid' is there twice")]
    [InlineData("pod", "linux.namespaces: unknown namespace 'pod'")]
    public void Namespaces_that_make_no_sense_are_refused(string types, string message)
    {
        var plan = () => Plans.Of(Plans.WithNamespaces(types.Split(',')));

        plan.Should().Throw<OciException>().WithMessage(message);
    }
}
