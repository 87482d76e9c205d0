using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Linux.Procfs;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Gives a program a session keyring of its container's, so that it does not have its caller's keys.</summary>
internal static class SessionKeyringSetup
{
    private const uint OthersSearch = 0x8;
    private const uint UserSearch = 0x80000;

    /// <summary>Joins the keyring that the plan names; a kernel without keyrings has nothing to keep from anybody.</summary>
    /// <param name="process">The program.</param>
    /// <param name="hasUserNamespace">Whether the container has a user namespace: whoever joins it later may be no owner of the keyring.</param>
    /// <param name="proc">The host's /proc.</param>
    internal static void Join(ProcessPlan process, bool hasUserNamespace, ProcDirectory proc)
    {
        if (process.SessionKeyring is not { } name)
        {
            return;
        }

        ProgramLabels.SetKeyLabel(process.SelinuxLabel, proc);
        var error = SessionKeyring.TryJoin(name, out var serial);
        ProgramLabels.SetKeyLabel(process.SelinuxLabel is null ? null : "", proc);
        if (error is Errno.ENOSYS)
        {
            return;
        }

        if (error is Errno.None)
        {
            error = SessionKeyring.TryAllow(serial, hasUserNamespace ? UserSearch | OthersSearch : UserSearch);
        }

        if (error is not Errno.None)
        {
            throw new OciException(error is Errno.EDQUOT
                ? $"unable to join session keyring {name}: its user has all the keys that it may have (/proc/sys/kernel/keys); --no-new-keyring does without"
                : $"unable to join session keyring {name}: {LinuxException.Describe(error)}; --no-new-keyring does without");
        }
    }
}
