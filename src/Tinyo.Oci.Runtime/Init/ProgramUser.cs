using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Turns the init process into the program's user, for a question or for good.</summary>
internal static class ProgramUser
{
    /// <summary>Asks a question with the file access of the program's user, and comes back.</summary>
    internal static T As<T>(ProcessPlan process, Func<T> question)
    {
        if (process.Uid == 0)
        {
            return question();
        }

        // Effective ids alone: the way back stays open, and capabilities return with uid 0.
        SetGroups(process);
        Check(ThreadCredentials.TrySetEffective(process.Uid, process.Gid), "setresuid", process.Uid);
        try
        {
            return question();
        }
        finally
        {
            Check(ThreadCredentials.TrySetEffective(0, 0), "setresuid", 0);
        }
    }

    /// <summary>Becomes the user for good: groups, ids, capabilities, in the order in which each step still may.</summary>
    internal static void Become(ProcessPlan process)
    {
        ThreadCredentials.LimitBoundingSet(process.Capabilities.Bounding);
        ThreadCredentials.KeepCapabilities(keep: true);
        SetGroups(process);
        Check(ThreadCredentials.TrySetGid(process.Gid), "setresgid", process.Gid);
        Check(ThreadCredentials.TrySetUid(process.Uid), "setresuid", process.Uid);
        ThreadCredentials.KeepCapabilities(keep: false);
        ThreadCredentials.SetCapabilities(UntilExecute(process));
        ThreadCredentials.SetAmbient(process.Capabilities.Ambient);
        if (process.NoNewPrivileges)
        {
            ThreadCredentials.SetNoNewPrivileges();
        }
    }

    /// <summary>The capabilities that a process has until it is the program.</summary>
    /// <remarks>
    /// Whoever can still gain privilege may be filtered only by who has it already. Execve gives a program what the other sets
    /// say, and never what was permitted before it: so neither the program nor a hook gets this one.
    /// </remarks>
    internal static CapabilitySets UntilExecute(ProcessPlan process)
    {
        const ulong CAP_SYS_ADMIN = 1UL << 21;
        var sets = process.Capabilities;
        return process.Seccomp is null || process.NoNewPrivileges
            ? sets
            : sets with { Effective = sets.Effective | CAP_SYS_ADMIN, Permitted = sets.Permitted | CAP_SYS_ADMIN };
    }

    // A user namespace may forbid setgroups(2) altogether, see /proc/PID/setgroups; then there is nothing to give up, but nothing to be had.
    private static void SetGroups(ProcessPlan process)
    {
        if (process.KeepGroups)
        {
            return;
        }

        var error = ThreadCredentials.TrySetGroups(process.AdditionalGids);
        if (error is Errno.None || (error is Errno.EPERM && process is { InUserNamespace: true, AdditionalGids.Count: 0 }))
        {
            return;
        }

        throw new OciException(error switch
        {
            Errno.EINVAL => "setgroups: one of process.user.additionalGids is not mapped in the container's user namespace",
            Errno.EPERM when process.InUserNamespace => "setgroups: the user namespace forbids process.user.additionalGids: /proc/self/setgroups is 'deny'",
            _ => $"setgroups: {LinuxException.Describe(error)}",
        });
    }

    private static void Check(Errno error, string call, uint id)
    {
        if (error is not Errno.None)
        {
            throw error is Errno.EINVAL
                ? new OciException($"{call} {id}: the id is not mapped in the container's user namespace")
                : new LinuxException(call, $"{id}", error);
        }
    }
}
