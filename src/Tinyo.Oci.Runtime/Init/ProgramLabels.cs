using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Entry;
using Tinyo.Oci.Linux.Procfs;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Tells the kernel's security modules what the next program that this thread executes is to be confined by.</summary>
internal static class ProgramLabels
{
    private const string Attributes = "thread-self/attr";
    private const string AppArmorsOwn = "attr/apparmor/exec";
    private const string Shared = "attr/exec"; // of whichever module comes first; before Linux 5.8 AppArmor has no other

    /// <summary>The same as calls of a process that joins a container, made before it does.</summary>
    internal static void Add(EntryTable table, ProcessPlan process, ProcDirectory? proc)
    {
        if (proc is null)
        {
            return;
        }

        if (AsksForProfile(process))
        {
            table.WriteOwn(proc, ProfileFile(proc), $"exec {process.ApparmorProfile}", $"set AppArmor profile '{process.ApparmorProfile}'");
        }

        if (process.SelinuxLabel is { } label)
        {
            table.WriteOwn(proc, Shared, label, $"set SELinux label '{label}'");
            table.WriteOwn(proc, "attr/keycreate", label, $"set SELinux label '{label}' for keys");
        }
    }

    /// <summary>Whether anything is to be set, for which a /proc is needed.</summary>
    internal static bool AreAsked(ProcessPlan process) => process.SelinuxLabel is not null || AsksForProfile(process);

    /// <summary>Sets the program's AppArmor profile and SELinux label; what it is not to have stays as it is.</summary>
    internal static void Set(ProcessPlan process, ProcDirectory proc)
    {
        if (AsksForProfile(process))
        {
            SetProfile(process.ApparmorProfile!, proc);
        }

        if (process.SelinuxLabel is { } label && proc.TryWrite($"{Attributes}/exec", label) is not Errno.None and var error)
        {
            throw new OciException($"process.selinuxLabel: '{label}' can't be set: {LinuxException.Describe(error)}");
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

    private static bool AsksForProfile(ProcessPlan process) =>
        process.ApparmorProfile is { } profile && (profile != SecurityModules.Unconfined || SecurityModules.HasAppArmor);

    private static string ProfileFile(ProcDirectory proc) => proc.Has($"thread-self/{AppArmorsOwn}") ? AppArmorsOwn : Shared;

    private static void SetProfile(string profile, ProcDirectory proc)
    {
        var error = proc.TryWrite($"thread-self/{ProfileFile(proc)}", $"exec {profile}");
        if (error is not Errno.None)
        {
            throw new OciException($"process.apparmorProfile: '{profile}' can't be set: {(error is Errno.ENOENT ? "it is not loaded" : LinuxException.Describe(error))}");
        }
    }
}
