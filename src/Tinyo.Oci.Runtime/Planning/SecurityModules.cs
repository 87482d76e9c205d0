using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>The security modules of this host's kernel.</summary>
internal static class SecurityModules
{
    /// <summary>The profile that asks for nothing.</summary>
    internal const string Unconfined = "unconfined";

    /// <summary>Whether AppArmor is on.</summary>
    internal static bool HasAppArmor => FileSystem.TryReadText("/sys/module/apparmor/parameters/enabled") is ['Y', ..];

    /// <summary>Whether SELinux is on.</summary>
    internal static bool HasSELinux => FileSystem.TryTypeOf("/sys/fs/selinux") is FileSystemMagic.SELINUX_MAGIC;

    /// <summary>Refuses a plan that counts on a module that is off: less protection than was asked for is none.</summary>
    internal static void Check(ProcessPlan? process)
    {
        if (process?.ApparmorProfile is { } profile && profile != Unconfined && !HasAppArmor)
        {
            throw new OciException($"process.apparmorProfile: '{profile}' is asked for, but AppArmor is disabled or not supported by this kernel");
        }

        if (process?.SelinuxLabel is { } label && !HasSELinux)
        {
            throw new OciException($"process.selinuxLabel: '{label}' is asked for, but SELinux is disabled or not supported by this kernel");
        }
    }
}
