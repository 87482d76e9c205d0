using Tinyo.Oci.Linux.Mounts;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;
using static Tinyo.Oci.Linux.Mounts.MountFlags;

namespace Tinyo.Oci.Tests.Planning;

public class RootFilesystemPlannerSpecs
{
    [Theory]
    [InlineData(null, MS_SLAVE | MS_REC, MountFlags.None)]
    [InlineData("", MS_SLAVE | MS_REC, MountFlags.None)]
    [InlineData("slave", MS_SLAVE, MountFlags.None)]
    [InlineData("rslave", MS_SLAVE | MS_REC, MountFlags.None)]
    [InlineData("private", MS_PRIVATE, MountFlags.None)]
    [InlineData("rprivate", MS_PRIVATE | MS_REC, MountFlags.None)]
    [InlineData("shared", MS_SHARED, MS_SHARED)]
    [InlineData("rshared", MS_SHARED | MS_REC, MS_SHARED | MS_REC)]
    [InlineData("unbindable", MS_SLAVE | MS_REC, MS_UNBINDABLE)]
    [InlineData("runbindable", MS_SLAVE | MS_REC, MS_UNBINDABLE | MS_REC)]
    public void The_propagation_holds_for_the_way_in_and_for_the_root(string? word, MountFlags parent, MountFlags root)
    {
        var plan = Plans.Of(Plans.Spec.Linux! with { RootfsPropagation = word }).RootFilesystem;

        (plan.ParentPropagation, plan.Propagation).Should().Be((parent, root));
    }

    [Fact]
    public void An_unknown_propagation_is_refused()
    {
        var plan = () => Plans.Of(Plans.Spec.Linux! with { RootfsPropagation = "public" });

        plan.Should().Throw<OciException>().WithMessage("linux.rootfsPropagation: 'public' is not supported");
    }

    [Fact]
    public void A_private_root_needs_pivot_root()
    {
        var spec = Plans.Spec with { Linux = Plans.Spec.Linux! with { RootfsPropagation = "rprivate" } };

        var plan = () => Plans.Of(spec, noPivot: true);

        plan.Should().Throw<OciException>().WithMessage("linux.rootfsPropagation: private is not safe without pivot_root*");
    }

    [Fact]
    public void Without_a_mount_namespace_the_hosts_mounts_stay_as_they_are()
    {
        var plan = Plans.Of(new LinuxSpec()).RootFilesystem;

        plan.ParentPropagation.Should().Be(MountFlags.None);
    }

    [Fact]
    public void Without_a_mount_namespace_a_propagation_is_refused()
    {
        var spec = Plans.Spec with { Linux = new LinuxSpec { RootfsPropagation = "shared" } };

        var plan = () => Plans.Of(spec);

        plan.Should().Throw<OciException>().WithMessage("linux.rootfsPropagation: can't be set without a mount namespace, it would change the host");
    }
}
