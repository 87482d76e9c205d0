using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Plans a process that joins a container. What it leaves out it has of the container.</summary>
internal static class ExecPlanner
{
    private static readonly LinuxSpec s_noLinux = new();

    internal static ExecPlan Plan(ProcessSpec process, ProgramRecord container, HostFacts facts, int preserveFds)
    {
        var plan = ProcessPlanner.Plan(process, s_noLinux, facts, preserveFds);
        return new ExecPlan
        {
            Process = plan with
            {
                Capabilities = process.Capabilities is null ? container.Capabilities : plan.Capabilities,
                Limits = process.Rlimits.Count == 0 ? container.Limits : plan.Limits,
                Scheduler = plan.Scheduler ?? container.Scheduler,
                IoPriority = plan.IoPriority ?? container.IoPriority,
                Personality = container.Personality,
                MemoryPolicy = container.MemoryPolicy,
            },
            InitialCpus = CpuList.Parse(process.ExecCPUAffinity is { } own ? own.Initial : container.InitialCpus, "process.execCPUAffinity.initial"),
            FinalCpus = CpuList.Parse(process.ExecCPUAffinity is { } other ? other.Final : container.FinalCpus, "process.execCPUAffinity.final"),
        };
    }
}
