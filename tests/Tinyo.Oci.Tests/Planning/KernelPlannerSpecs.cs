using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Planning;

public class KernelPlannerSpecs
{
    [Theory]
    [InlineData("net.ipv4.ip_forward", "net/ipv4/ip_forward")]
    [InlineData("net/ipv4/ip_forward", "net/ipv4/ip_forward")]
    [InlineData("net.ipv4.conf.eno2/100.rp_filter", "net/ipv4/conf/eno2.100/rp_filter")]
    [InlineData("net/ipv4/conf/eno2.100/rp_filter", "net/ipv4/conf/eno2.100/rp_filter")]
    public void The_first_separator_of_a_parameter_decides(string name, string path) => KernelPlanner.SysctlPath(name).Should().Be(path);

    [Theory]
    [InlineData("")]
    [InlineData("/net/x")]
    [InlineData("net/../kernel/x")]
    [InlineData("net.//.kernel")]
    [InlineData("net..x")]
    [InlineData("net.x.")]
    public void A_parameter_that_leads_elsewhere_is_refused(string name)
    {
        var path = () => KernelPlanner.SysctlPath(name);

        path.Should().Throw<OciException>().WithMessage($"linux.sysctl: '{name}' is not the name of a kernel parameter");
    }

    [Fact]
    public void Hidden_paths_are_clean()
    {
        var plan = Plans.Of(Plans.Spec.Linux! with { MaskedPaths = ["/proc/../sys/"], ReadonlyPaths = ["/a//b"] }).Kernel;

        plan.MaskedPaths.Should().Equal("/sys");
        plan.ReadonlyPaths.Should().Equal("/a/b");
    }

    [Fact]
    public void Empty_names_are_none()
    {
        var plan = Plans.Of(Plans.Spec with { Hostname = "", Domainname = "" }).Plan.Kernel;

        (plan.Hostname, plan.Domainname).Should().Be((null, null));
    }

    [Theory]
    [InlineData(null, "box", false)]
    [InlineData("", "box", false)]
    [InlineData("/a/../b", "/b", true)]
    [InlineData("../a", "a", true)]
    [InlineData("system.slice:docker:1", "system.slice:docker:1", true)]
    public void The_cgroup_is_what_was_asked_for_or_the_id(string? asked, string path, bool isExplicit)
    {
        var plan = Plans.Of(Plans.Spec.Linux! with { CgroupsPath = asked }).Cgroup;

        (plan.Path, plan.Explicit).Should().Be((path, isExplicit));
    }

    [Fact]
    public void Without_intelRdt_there_is_none_in_the_plan()
    {
        Plans.Of(Plans.Spec).Plan.IntelRdt.Should().BeNull();
        Plans.Of(Plans.Spec.Linux! with { IntelRdt = new() }).IntelRdt.Should().NotBeNull();
    }

    [Fact]
    public void Limits_are_planned_as_they_are()
    {
        var resources = new LinuxResources { Pids = new LinuxPids { Limit = 5 } };

        var result = Plans.Of(Plans.Spec with { Linux = Plans.Spec.Linux! with { Resources = resources } });

        result.Warnings.Should().BeEmpty();
        result.Plan.Cgroup.Resources.Should().BeSameAs(resources);
    }
}
