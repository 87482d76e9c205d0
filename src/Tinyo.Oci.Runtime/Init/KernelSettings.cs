using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Linux.Procfs;
using Tinyo.Oci.Runtime.Planning;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Sets names and sysctls of the container's namespaces.</summary>
internal static class KernelSettings
{
    /// <summary>Sets the names that this thread's UTS namespace has.</summary>
    internal static void SetNames(KernelPlan plan)
    {
        if (plan.Hostname is { } hostname)
        {
            CurrentProcess.SetHostname(hostname);
        }

        if (plan.Domainname is { } domainname)
        {
            CurrentProcess.SetDomainname(domainname);
        }
    }

    /// <summary>Sets the sysctls of this process's namespaces.</summary>
    internal static void SetSysctls(KernelPlan plan, ProcDirectory proc)
    {
        foreach (var sysctl in plan.Sysctls)
        {
            if (proc.TryWrite($"sys/{sysctl.Path}", sysctl.Value) is not Errno.None and var error)
            {
                throw new LinuxException("write", $"sysctl {sysctl.Path}={sysctl.Value}", error);
            }
        }
    }
}
