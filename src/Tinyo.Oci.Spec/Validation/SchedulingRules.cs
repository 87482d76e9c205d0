using Tinyo.Oci.Spec.Json;

namespace Tinyo.Oci.Spec.Validation;

/// <summary>Rules for how a process is scheduled.</summary>
internal static class SchedulingRules
{
    internal static void Check(Findings findings, string at, ProcessSpec process)
    {
        if (process.Scheduler is { } scheduler)
        {
            Scheduler(findings, $"{at}scheduler", scheduler);
        }

        if (process.IoPriority is { } ioPriority)
        {
            findings.Known($"{at}ioPriority.class", "class", ioPriority.Class, OciNames.IoPriorityClasses);
            findings.Range($"{at}ioPriority.priority", ioPriority.Priority, 0, 7);
        }

        findings.NumberList($"{at}execCPUAffinity.initial", process.ExecCPUAffinity?.Initial);
        findings.NumberList($"{at}execCPUAffinity.final", process.ExecCPUAffinity?.Final);
    }

    private static void Scheduler(Findings findings, string path, LinuxScheduler scheduler)
    {
        findings.Known($"{path}.policy", "policy", scheduler.Policy, OciNames.SchedulerPolicies);
        findings.AllKnown($"{path}.flags", "flag", scheduler.Flags, OciNames.SchedulerFlags);
        findings.Range($"{path}.nice", scheduler.Nice ?? 0, -20, 19);
        Priority(findings, path, scheduler);
        Deadline(findings, path, scheduler);
    }

    private static void Priority(Findings findings, string path, LinuxScheduler scheduler)
    {
        if (scheduler.Policy is "SCHED_FIFO" or "SCHED_RR")
        {
            findings.Range($"{path}.priority", scheduler.Priority ?? 0, 1, 99);
        }
        else if (scheduler.Priority is not (null or 0))
        {
            findings.Error($"{path}.priority", $"can't be set with {JsonFinding.Shorten(scheduler.Policy)}, only with SCHED_FIFO and SCHED_RR");
        }
    }

    private static void Deadline(Findings findings, string path, LinuxScheduler scheduler)
    {
        var (runtime, deadline, period) = (scheduler.Runtime ?? 0, scheduler.Deadline ?? 0, scheduler.Period ?? 0);
        if (scheduler.Policy is not "SCHED_DEADLINE")
        {
            OnlyForDeadline(findings, $"{path}.runtime", runtime);
            OnlyForDeadline(findings, $"{path}.deadline", deadline);
            OnlyForDeadline(findings, $"{path}.period", period);
        }
        else if (runtime is 0 || runtime > deadline || (period > 0 && deadline > period))
        {
            findings.Error(path, $"found runtime {runtime}, deadline {deadline}, period {period}, expected 0 < runtime <= deadline <= period");
        }
    }

    private static void OnlyForDeadline(Findings findings, string path, ulong value)
    {
        if (value > 0)
        {
            findings.Error(path, "can't be set without SCHED_DEADLINE");
        }
    }
}
