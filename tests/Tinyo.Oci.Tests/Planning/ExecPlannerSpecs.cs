using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Linux.Scheduling;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;
using Tinyo.Oci.Tests.Support;

namespace Tinyo.Oci.Tests.Planning;

public sealed class ExecPlannerSpecs
{
    private static readonly ProgramRecord s_container = new()
    {
        Capabilities = new CapabilitySets(1, 2, 3, 4, 5),
        Limits = [new ResourceLimit(7, 8, 9)],
        Scheduler = new SchedulerAttributes(3, 0, 5, 0, 0, 0, 0),
        IoPriority = 0x6000,
        Personality = 8,
        MemoryPolicy = new MemoryPolicy(2, [1]),
        InitialCpus = "0",
        FinalCpus = "1",
    };

    [Fact]
    public void What_a_process_leaves_out_it_has_of_the_container()
    {
        var process = new ProcessSpec { Args = ["true"], Cwd = "/" };

        var plan = Plan(process);

        plan.Process.Should().BeEquivalentTo(new
        {
            s_container.Capabilities,
            s_container.Limits,
            s_container.Scheduler,
            s_container.IoPriority,
            s_container.Personality,
            s_container.MemoryPolicy,
        });
        (plan.InitialCpus![0], plan.FinalCpus![0]).Should().Be(((byte)1, (byte)2));
    }

    [Fact]
    public void What_it_says_itself_holds()
    {
        var process = new ProcessSpec
        {
            Args = ["true"],
            Cwd = "/",
            Capabilities = new LinuxCapabilities { Bounding = ["CAP_CHOWN"] },
            Rlimits = [new PosixRlimit { Type = "RLIMIT_CORE", Soft = 1, Hard = 2 }],
            Scheduler = new LinuxScheduler { Policy = "SCHED_IDLE" },
            IoPriority = new LinuxIoPriority { Class = "IOPRIO_CLASS_BE", Priority = 1 },
            ExecCPUAffinity = new LinuxExecCpuAffinity { Final = "2" },
        };

        var plan = Plan(process);

        plan.Process.Capabilities.Should().Be(new CapabilitySets(1, 0, 0, 0, 0));
        plan.Process.Limits.Should().Equal(new ResourceLimit(4, 1, 2));
        plan.Process.Scheduler!.Policy.Should().Be(5);
        plan.Process.IoPriority.Should().Be(0x4001);
        plan.InitialCpus.Should().BeNull("one affinity takes the place of the other, it is not mixed with it");
        plan.FinalCpus![0].Should().Be(4);
    }

    private static ExecPlan Plan(ProcessSpec process) => ExecPlanner.Plan(process, Samples.Record() with { Program = s_container }, filter: null, new HostFacts(), preserveFds: 0);
}
