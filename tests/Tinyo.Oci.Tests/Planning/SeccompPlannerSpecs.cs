using Tinyo.Oci.Linux.Seccomp;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Planning;

public class SeccompPlannerSpecs
{
    private static readonly LinuxSyscall s_notify = new() { Names = ["mkdir"], Action = "SCMP_ACT_NOTIFY" };

    [Fact]
    public void No_profile_makes_no_filter()
    {
        Plan(null).Should().BeNull();
    }

    [Fact]
    public void Flags_that_nobody_chose_are_those_of_runc()
    {
        Plan(new LinuxSeccomp { DefaultAction = "SCMP_ACT_ALLOW" })!.Flags.Should().Be(FilterFlags.SECCOMP_FILTER_FLAG_SPEC_ALLOW);
    }

    [Fact]
    public void A_kernel_that_does_not_know_them_is_not_asked_for_them()
    {
        Plan(new LinuxSeccomp { DefaultAction = "SCMP_ACT_ALLOW" }, FilterFlags.None)!.Flags.Should().Be(FilterFlags.None);
    }

    [Fact]
    public void An_empty_list_of_flags_means_none()
    {
        Plan(new LinuxSeccomp { DefaultAction = "SCMP_ACT_ALLOW", Flags = [] })!.Flags.Should().Be(FilterFlags.None);
    }

    [Fact]
    public void Chosen_flags_are_kept_but_for_threads_that_there_are_not()
    {
        var plan = Plan(new LinuxSeccomp { DefaultAction = "SCMP_ACT_ALLOW", Flags = ["SECCOMP_FILTER_FLAG_TSYNC", "SECCOMP_FILTER_FLAG_LOG"] });

        plan!.Flags.Should().Be(FilterFlags.SECCOMP_FILTER_FLAG_LOG);
    }

    [Fact]
    public void A_chosen_flag_that_the_kernel_does_not_know_is_refused()
    {
        var act = () => Plan(new LinuxSeccomp { DefaultAction = "SCMP_ACT_ALLOW", Flags = ["SECCOMP_FILTER_FLAG_LOG"] }, FilterFlags.None);

        act.Should().Throw<OciException>().WithMessage("linux.seccomp.flags: this kernel does not know SECCOMP_FILTER_FLAG_LOG");
    }

    [Fact]
    public void A_rule_that_notifies_asks_for_a_listener()
    {
        var profile = new LinuxSeccomp
        {
            DefaultAction = "SCMP_ACT_ALLOW",
            Flags = ["SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"],
            Syscalls = [s_notify],
            ListenerPath = "/run/agent",
            ListenerMetadata = "about it",
        };

        var plan = Plans.Of(new LinuxSpec { Seccomp = profile });

        Plan(profile)!.Flags.Should().Be(FilterFlags.SECCOMP_FILTER_FLAG_NEW_LISTENER | FilterFlags.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV);
        plan.SeccompListener.Should().Be("/run/agent");
        plan.SeccompMetadata.Should().Be("about it");
    }

    [Fact]
    public void Without_one_a_listener_is_neither_told_nor_waited_for()
    {
        var profile = new LinuxSeccomp
        {
            DefaultAction = "SCMP_ACT_ALLOW",
            Flags = ["SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"],
            ListenerPath = "/run/agent",
        };

        Plan(profile)!.Flags.Should().Be(FilterFlags.None);
        Plans.Of(new LinuxSpec { Seccomp = profile }).SeccompListener.Should().BeNull();
    }

    [Fact]
    public void A_kernel_without_listeners_is_refused()
    {
        var act = () => Plan(new LinuxSeccomp { DefaultAction = "SCMP_ACT_ALLOW", Syscalls = [s_notify], ListenerPath = "/a" }, FilterFlags.None);

        act.Should().Throw<OciException>().WithMessage("linux.seccomp: SCMP_ACT_NOTIFY needs Linux 5.0 or newer");
    }

    private static SeccompPlan? Plan(LinuxSeccomp? profile, FilterFlags known = HostFacts.AllFilterFlags) =>
        SeccompPlanner.Plan(profile, Hosts.Hybrid with { FilterFlags = known });
}
