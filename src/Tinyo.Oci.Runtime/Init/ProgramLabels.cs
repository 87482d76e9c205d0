using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Procfs;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Tells the kernel's security modules what the next program that this thread executes is to be confined by.</summary>
/// <remarks>A failure names the file in backticks, as Podman looks for it.</remarks>
internal static class ProgramLabels
{
    private const string Attributes = "thread-self/attr";

    /// <summary>Sets the program's AppArmor profile and SELinux label; what it is not to have stays as it is.</summary>
    internal static void Set(ProcessPlan process, ProcDirectory proc)
    {
        if (process.ApparmorProfile is { } profile && (profile != SecurityModules.Unconfined || SecurityModules.HasAppArmor))
        {
            SetProfile(profile, proc);
        }

        if (process.SelinuxLabel is { } label && proc.TryWrite($"{Attributes}/exec", label) is not Errno.None and var error)
        {
            throw new OciException($"process.selinuxLabel: '{label}' can't be set in `/proc/{Attributes}/exec`: {LinuxException.Describe(error)}");
        }
    }

    /// <summary>Sets the SELinux label of keys that this thread makes; empty for what the policy says, null leaves it.</summary>
    internal static void SetKeyLabel(string? label, ProcDirectory proc)
    {
        // Before Linux 2.6.18 there was none; and who may set none at all need not set it back.
        if (label is not null && proc.TryWrite($"{Attributes}/keycreate", label.Length > 0 ? label : "\0") is not Errno.None and var error
            && error is not Errno.ENOENT && !(label.Length == 0 && error is Errno.EACCES))
        {
            throw new OciException($"process.selinuxLabel: '{label}' can't be set for keys: {LinuxException.Describe(error)}");
        }
    }

    private static void SetProfile(string profile, ProcDirectory proc)
    {
        var file = $"{Attributes}/apparmor/exec";
        var error = proc.TryWrite(file, $"exec {profile}");
        if (error is Errno.ENOENT && !proc.Has(file))
        {
            file = $"{Attributes}/exec"; // before Linux 5.8 there is only the one that modules share
            error = proc.TryWrite(file, $"exec {profile}");
        }

        if (error is not Errno.None)
        {
            throw new OciException($"process.apparmorProfile: '{profile}' can't be set in `/proc/{file}`: {(error is Errno.ENOENT ? "it is not loaded" : LinuxException.Describe(error))}");
        }
    }
}
