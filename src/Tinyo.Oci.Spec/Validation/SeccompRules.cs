using Tinyo.Oci.Spec.Json;

namespace Tinyo.Oci.Spec.Validation;

/// <summary>Rules for the filter of system calls.</summary>
internal static class SeccompRules
{
    private const string Notify = "SCMP_ACT_NOTIFY";

    internal static void Check(Findings findings, LinuxSeccomp seccomp)
    {
        findings.Known("linux.seccomp.defaultAction", "action", seccomp.DefaultAction, OciNames.SeccompActions);
        ErrorNumber(findings, "linux.seccomp.defaultErrnoRet", seccomp.DefaultErrnoRet, seccomp.DefaultAction);
        findings.AllKnown("linux.seccomp.architectures", "architecture", seccomp.Architectures, OciNames.SeccompArchitectures);
        findings.AllKnown("linux.seccomp.flags", "flag", seccomp.Flags ?? [], OciNames.SeccompFlags);
        for (var index = 0; index < seccomp.Syscalls.Count; index++)
        {
            Rule(findings, $"linux.seccomp.syscalls[{index}]", seccomp.Syscalls[index]);
        }

        Listener(findings, seccomp);
    }

    private static void Rule(Findings findings, string path, LinuxSyscall rule)
    {
        findings.Known($"{path}.action", "action", rule.Action, OciNames.SeccompActions);
        if (rule.Names.Count is 0)
        {
            findings.Error($"{path}.names", "empty, expected a system call");
        }

        ErrorNumber(findings, $"{path}.errnoRet", rule.ErrnoRet, rule.Action);
        for (var index = 0; index < rule.Args.Count; index++)
        {
            findings.Range($"{path}.args[{index}].index", rule.Args[index].Index, 0, 5);
            findings.Known($"{path}.args[{index}].op", "comparison", rule.Args[index].Op, OciNames.SeccompOperators);
        }

        // The runtime itself must be able to send the descriptor and write to the start gate.
        if (rule.Action is Notify && rule.Names.Contains("write"))
        {
            findings.Error($"{path}.action", $"{Notify} can't be used for write");
        }
    }

    private static void ErrorNumber(Findings findings, string path, uint? number, string action)
    {
        if (number is not null && action is not ("SCMP_ACT_ERRNO" or "SCMP_ACT_TRACE"))
        {
            findings.Error(path, $"can't be set with {JsonFinding.Shorten(action)}, only with SCMP_ACT_ERRNO and SCMP_ACT_TRACE");
        }
    }

    private static void Listener(Findings findings, LinuxSeccomp seccomp)
    {
        var hasPath = seccomp.ListenerPath is not (null or "");
        var notifies = seccomp.Syscalls.Any(rule => rule.Action is Notify);
        if (seccomp.DefaultAction is Notify)
        {
            findings.Error("linux.seccomp.defaultAction", $"{Notify} can't be the default: the container could not even start");
        }
        else if (notifies && !hasPath)
        {
            findings.Error("linux.seccomp.listenerPath", $"missing: {Notify} needs it");
        }
        else if (hasPath && !notifies)
        {
            findings.Warn("linux.seccomp.listenerPath", $"not used: no rule has {Notify}");
        }

        if (hasPath)
        {
            findings.Absolute("linux.seccomp.listenerPath", seccomp.ListenerPath!);
        }
        else if (seccomp.ListenerMetadata is not (null or ""))
        {
            findings.Error("linux.seccomp.listenerMetadata", "can't be set without listenerPath");
        }
    }
}
