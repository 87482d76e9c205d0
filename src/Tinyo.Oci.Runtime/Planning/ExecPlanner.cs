using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Plans a process that joins a container. What it leaves out it has of the container.</summary>
internal static class ExecPlanner
{
    private static readonly LinuxSpec s_noLinux = new();

    /// <summary>Plans the process.</summary>
    /// <param name="process">What was asked for.</param>
    /// <param name="record">The container.</param>
    /// <param name="filter">The container's filter of system calls.</param>
    /// <param name="facts">Who asks.</param>
    /// <param name="preserveFds">Descriptors after stdio that the program keeps.</param>
    internal static ExecPlan Plan(ProcessSpec process, ContainerRecord record, SeccompPlan? filter, HostFacts facts, int preserveFds)
    {
        var container = record.Program;
        var plan = ProcessPlanner.Plan(process, s_noLinux, facts, preserveFds);
        return new ExecPlan
        {
            Process = plan with
            {
                KeepGroups = record.Annotations.ContainsKey(ContainerPlanner.KeepGroups),
                Seccomp = filter,
                Capabilities = process.Capabilities is null ? container.Capabilities : plan.Capabilities,
                Limits = process.Rlimits.Count == 0 ? container.Limits : plan.Limits,
                Scheduler = plan.Scheduler ?? container.Scheduler,
                IoPriority = plan.IoPriority ?? container.IoPriority,
                Personality = container.Personality,
                MemoryPolicy = container.MemoryPolicy,
                ApparmorProfile = plan.ApparmorProfile ?? container.ApparmorProfile,
                SelinuxLabel = plan.SelinuxLabel ?? container.SelinuxLabel,
                TerminalLabel = plan.Terminal ? container.TerminalLabel : null,
                SessionKeyring = container.SessionKeyring,
            },
            InitialCpus = CpuList.Parse(process.ExecCPUAffinity is { } own ? own.Initial : container.InitialCpus, "process.execCPUAffinity.initial"),
            FinalCpus = CpuList.Parse(process.ExecCPUAffinity is { } other ? other.Final : container.FinalCpus, "process.execCPUAffinity.final"),
        };
    }
}
