using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Linux.Scheduling;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Planning;

public class ProcessPlannerSpecs
{
    private static readonly ProcessSpec s_process = new() { Args = ["true"], Cwd = "/" };

    [Fact]
    public void Of_a_repeated_variable_the_last_stays()
    {
        var plan = Plan(s_process with { Env = ["A=1", "B=2", "A=3", "HOME=", "C="] });

        plan.Env.Should().Equal("B=2", "A=3", "HOME=", "C=");
    }

    [Theory]
    [InlineData("NAME")]
    [InlineData("=value")]
    [InlineData("")]
    public void A_variable_without_a_name_or_a_value_is_refused(string variable)
    {
        var plan = () => Plan(s_process with { Env = [variable] });

        plan.Should().Throw<OciException>().WithMessage("process.env[0]: *is not NAME=value");
    }

    [Fact]
    public void The_mask_is_022_when_none_is_asked_for()
    {
        Plan(s_process).Umask.Should().Be(Convert.ToUInt32("022", 8));
        Plan(s_process with { User = new User { Umask = 0 } }).Umask.Should().Be(0);
    }

    [Fact]
    public void Without_capabilities_there_are_none() => Plan(s_process).Capabilities.Should().Be(default(CapabilitySets));

    [Fact]
    public void Capabilities_become_masks_and_unknown_ones_are_left_out()
    {
        var capabilities = new LinuxCapabilities
        {
            Bounding = ["CAP_CHOWN", "CAP_CHECKPOINT_RESTORE"],
            Effective = ["CAP_KILL", "CAP_KILL"],
            Inheritable = ["CAP_FROM_THE_FUTURE"],
            Permitted = ["CAP_SYS_ADMIN"],
            Ambient = ["CAP_SETFCAP", "CAP_MAC_OVERRIDE"],
        };

        var plan = Plan(s_process with { Capabilities = capabilities });

        plan.Capabilities.Should().Be(new CapabilitySets(1UL | (1UL << 40), 1UL << 5, 0, 1UL << 21, (1UL << 31) | (1UL << 32)));
    }

    [Fact]
    public void Capabilities_that_cannot_be_granted_are_left_out_with_a_warning()
    {
        string[] names = ["CAP_CHOWN", "CAP_KILL"];
        var spec = Plans.Spec with { Process = s_process with { Capabilities = new LinuxCapabilities { Bounding = names, Permitted = names } } };
        var users = spec with { Linux = Plans.WithNamespaces("mount", "user") };
        var host = Hosts.Hybrid with { Capabilities = 1 };

        var (here, elsewhere) = (Plans.Of(spec, host), Plans.Of(users, host));

        (here.Plan.Process!.Capabilities.Bounding, here.Plan.Process.Capabilities.Permitted).Should().Be((1UL, 1UL));
        here.Warnings.Should().Equal("process.capabilities: left out what can't be granted here: CAP_KILL");
        (elsewhere.Plan.Process!.Capabilities.Bounding, elsewhere.Warnings.Count).Should().Be((0x21UL, 0), "in a user namespace of its own a program has them all");
    }

    [Fact]
    public void Every_capability_of_the_kernel_has_its_number()
    {
        const string Header = "/usr/include/linux/capability.h";
        Assert.SkipUnless(File.Exists(Header), $"the kernel's headers are not installed: {Header}");
        var names = File.ReadLines(Header)
            .Select(line => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is ["#define", ['C', 'A', 'P', '_', ..], [>= '0' and <= '9', ..], ..])
            .ToDictionary(words => words[1], words => int.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture));

        var masks = names.Keys.ToDictionary(name => name, name => CapabilityNames.Sets(new LinuxCapabilities { Bounding = [name] }).Bounding);

        masks.Should().HaveCountGreaterThan(40).And.Equal(names.ToDictionary(pair => pair.Key, pair => 1UL << pair.Value));
    }

    [Fact]
    public void Limits_have_the_kernels_numbers()
    {
        var limits = new[] { new PosixRlimit { Type = "RLIMIT_NOFILE", Soft = 1, Hard = ulong.MaxValue }, new PosixRlimit { Type = "RLIMIT_RTTIME", Soft = 2, Hard = 3 } };

        var plan = Plan(s_process with { Rlimits = limits });

        plan.Limits.Should().Equal(new ResourceLimit(7, 1, ulong.MaxValue), new ResourceLimit(15, 2, 3));
    }

    [Fact]
    public void Scheduling_has_the_kernels_numbers()
    {
        var scheduler = new LinuxScheduler { Policy = "SCHED_FIFO", Nice = -3, Priority = 9, Flags = ["SCHED_FLAG_RESET_ON_FORK", "SCHED_FLAG_UTIL_CLAMP_MAX"] };

        var plan = Plan(s_process with { Scheduler = scheduler, IoPriority = new LinuxIoPriority { Class = "IOPRIO_CLASS_IDLE", Priority = 7 } });

        plan.Scheduler.Should().Be(new SchedulerAttributes(1, 0x41, -3, 9, 0, 0, 0));
        plan.IoPriority.Should().Be((3 << 13) | 7);
    }

    [Theory]
    [InlineData("", new ulong[0])]
    [InlineData("0", new ulong[] { 1 })]
    [InlineData("0-2, 5", new ulong[] { 0b100111 })]
    [InlineData("63,64-65", new ulong[] { 1UL << 63, 3 })]
    public void Memory_nodes_become_bits(string nodes, ulong[] words)
    {
        var linux = Plans.Spec.Linux! with { MemoryPolicy = new LinuxMemoryPolicy { Mode = "MPOL_BIND", Nodes = nodes, Flags = ["MPOL_F_STATIC_NODES"] } };

        var plan = Plan(s_process, linux);

        plan.MemoryPolicy!.Mode.Should().Be(2 | (1 << 15));
        plan.MemoryPolicy.Nodes.Should().Equal(words);
    }

    [Theory]
    [InlineData("3-1")]
    [InlineData("1024")]
    [InlineData("99999999999")]
    [InlineData("-1")]
    [InlineData("a")]
    public void Memory_nodes_that_can_not_be_are_refused(string nodes)
    {
        var linux = Plans.Spec.Linux! with { MemoryPolicy = new LinuxMemoryPolicy { Mode = "MPOL_BIND", Nodes = nodes } };

        var plan = () => Plan(s_process, linux);

        plan.Should().Throw<OciException>().WithMessage($"linux.memoryPolicy.nodes: '{nodes}' is not *");
    }

    [Theory]
    [InlineData("LINUX", 0u)]
    [InlineData("LINUX32", 8u)]
    public void The_execution_domain_has_the_kernels_number(string domain, uint number)
    {
        var plan = Plan(s_process, Plans.Spec.Linux! with { Personality = new LinuxPersonality { Domain = domain } });

        plan.Personality.Should().Be(number);
    }

    [Theory]
    [InlineData(true, 24)]
    [InlineData(false, 0)]
    public void The_size_is_the_terminals(bool terminal, int height)
    {
        var plan = Plan(s_process with { Terminal = terminal, ConsoleSize = new Box { Height = 24, Width = 80 } });

        plan.TerminalHeight.Should().Be((ushort)height);
    }

    [Fact]
    public void A_container_may_have_no_program() => Plans.Of(Plans.Spec).Plan.Process.Should().BeNull();

    [Theory]
    [InlineData(1, false)]
    [InlineData(65536, true)]
    public void A_rootless_caller_gives_groups_only_where_it_has_more_than_one(uint size, bool isAccepted)
    {
        LinuxIdMapping[] mappings = [new() { ContainerID = 0, HostID = 1000, Size = size }];
        var spec = Plans.Spec with
        {
            Linux = Plans.WithNamespaces("mount", "user") with { UidMappings = mappings, GidMappings = mappings },
            Process = s_process with { User = new User { AdditionalGids = [4] } },
        };

        var plan = () => Plans.Of(spec, Hosts.Rootless);

        if (isAccepted)
        {
            plan().Plan.Process!.AdditionalGids.Should().Equal(4);
        }
        else
        {
            plan.Should().Throw<OciException>().WithMessage("process.user.additionalGids: can't be set for a rootless container that has only one group");
        }
    }

    [Theory]
    [InlineData("mount", false, false)]
    [InlineData("user", false, true)]
    [InlineData("mount", true, true)]
    public void It_knows_whether_it_is_in_a_user_namespace(string type, bool isNested, bool expected)
    {
        var spec = Plans.Spec with { Linux = Plans.WithNamespaces(type), Process = s_process };

        var process = Plans.Of(spec, Hosts.Hybrid with { InUserNamespace = isNested }).Plan.Process!;

        process.InUserNamespace.Should().Be(expected);
    }

    [Fact]
    public void The_callers_groups_are_kept_when_an_annotation_says_so()
    {
        var spec = Plans.Spec with { Process = s_process, Annotations = new Dictionary<string, string> { ["run.oci.keep_original_groups"] = "1" } };

        Plans.Of(spec).Plan.Process!.KeepGroups.Should().BeTrue();
        Plan(s_process).KeepGroups.Should().BeFalse();
    }

    private static ProcessPlan Plan(ProcessSpec process, LinuxSpec? linux = null) =>
        Plans.Of(Plans.Spec with { Process = process, Linux = linux ?? Plans.Spec.Linux }).Plan.Process!;
}
