using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Linux.Procfs;
using Tinyo.Oci.Runtime.Planning;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Sets names and sysctls of the container's namespaces.</summary>
internal static class KernelSettings
{
    internal static void Apply(KernelPlan plan, ProcDirectory proc)
    {
        if (plan.Hostname is { } hostname)
        {
            CurrentProcess.SetHostname(hostname);
        }

        if (plan.Domainname is { } domainname)
        {
            CurrentProcess.SetDomainname(domainname);
        }

        foreach (var sysctl in plan.Sysctls)
        {
            if (proc.TryWrite($"sys/{sysctl.Path}", sysctl.Value) is not Errno.None and var error)
            {
                throw new LinuxException("write", $"sysctl {sysctl.Path}={sysctl.Value}", error);
            }
        }
    }
}
