using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Planning;

/// <summary>Which mounts get the SELinux label of <c>linux.mountLabel</c>, and how.</summary>
public class MountLabelsSpecs
{
    private const string Label = "system_u:object_r:container_file_t:s0:c1,c2";

    [Theory]
    [InlineData("tmpfs", true)]
    [InlineData("devpts", true)]
    [InlineData("ext4", true)]
    [InlineData("proc", false)]
    [InlineData("sysfs", false)]
    [InlineData("mqueue", false)]
    public void New_file_systems_carry_it_but_for_the_kernels_own(string type, bool isLabelled)
    {
        var plan = Plan(new Mount { Destination = type == "proc" ? "/proc" : "/a", Type = type });

        (plan.ContextOption, plan.ContextLabel).Should().Be(isLabelled ? ("context", Label) : (null, null));
    }

    [Fact]
    public void A_message_queue_gets_it_once_it_is_there() =>
        Plan(new Mount { Destination = "/dev/mqueue", Type = "mqueue" }).RootLabel.Should().Be(Label);

    [Fact]
    public void A_bind_keeps_its_own()
    {
        var plan = Plan(new Mount { Destination = "/a", Source = "/b", Options = ["bind"] });

        (plan.ContextOption, plan.RootLabel).Should().Be((null, null));
    }

    [Fact]
    public void An_annotation_names_another_option() =>
        Plan(new Mount { Destination = "/a", Type = "tmpfs" }, "defcontext").ContextOption.Should().Be("defcontext");

    [Fact]
    public void An_option_that_there_is_not_is_refused()
    {
        var plan = () => Plan(new Mount { Destination = "/a", Type = "tmpfs" }, "size");

        plan.Should().Throw<OciException>().WithMessage("annotation run.oci.mount_context_type: 'size' is none of context, *");
    }

    [Fact]
    public void A_terminal_has_the_label_too()
    {
        var process = new ProcessSpec { Args = ["true"], Cwd = "/", Terminal = true, SelinuxLabel = "l", ApparmorProfile = "" };

        var plan = Plans.Of(Plans.Spec with { Process = process, Linux = Plans.Spec.Linux! with { MountLabel = Label } }).Plan.Process!;

        (plan.TerminalLabel, plan.SelinuxLabel, plan.ApparmorProfile).Should().Be((Label, "l", null));
    }

    private static MountPlan Plan(Mount mount, string? contextType = null) => Plans.Of(Plans.Spec with
    {
        Linux = Plans.Spec.Linux! with { MountLabel = Label },
        Mounts = [mount],
        Annotations = contextType is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["run.oci.mount_context_type"] = contextType },
    }).Plan.Mounts.Should().ContainSingle().Subject;
}
