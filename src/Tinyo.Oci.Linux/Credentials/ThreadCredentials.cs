using System.Runtime.InteropServices;

namespace Tinyo.Oci.Linux.Credentials;

/// <summary>The credentials of this one thread, by raw system calls: the C library's wrappers change all threads and cost signals.</summary>
public static unsafe class ThreadCredentials
{
    internal const int PR_SET_KEEPCAPS = 8;
    internal const int PR_CAPBSET_DROP = 24;
    internal const int PR_SET_NO_NEW_PRIVS = 38;
    internal const int PR_CAP_AMBIENT = 47;
    internal const int PR_CAP_AMBIENT_RAISE = 2;
    internal const int PR_CAP_AMBIENT_CLEAR_ALL = 4;
    internal const uint _LINUX_CAPABILITY_VERSION_3 = 0x20080522;
    private const int PR_CAPBSET_READ = 23;
    private const int MostCapabilities = 64;
    private const int UsuallyLast = 40; // CAP_CHECKPOINT_RESTORE, since Linux 5.9

    [StructLayout(LayoutKind.Sequential)]
    private struct CapabilityData
    {
        internal uint Effective;
        internal uint Permitted;
        internal uint Inheritable;
    }

    /// <summary>The effective user id.</summary>
    public static uint Euid => Libc.Geteuid();

    /// <summary>The effective group id.</summary>
    public static uint Egid => Libc.Getegid();

    /// <summary>Sets the supplementary groups, and says why not.</summary>
    public static Errno TrySetGroups(IReadOnlyList<uint> groups)
    {
        var list = new uint[groups.Count + 1]; // one more: fixed gives null for none
        for (var i = 0; i < groups.Count; i++)
        {
            list[i] = groups[i];
        }

        fixed (uint* pointer = list)
        {
            return Result(Libc.Syscall(SystemCall.Setgroups, groups.Count, (nint)pointer));
        }
    }

    /// <summary>Sets real, effective and saved group id, and says why not.</summary>
    public static Errno TrySetGid(uint gid) => Result(Libc.Syscall(SystemCall.Setresgid, (nint)gid, (nint)gid, (nint)gid));

    /// <summary>Sets real, effective and saved user id, and says why not.</summary>
    public static Errno TrySetUid(uint uid) => Result(Libc.Syscall(SystemCall.Setresuid, (nint)uid, (nint)uid, (nint)uid));

    /// <summary>Sets the effective ids alone, group before user on the way down and after it on the way up; says why not.</summary>
    public static Errno TrySetEffective(uint uid, uint gid)
    {
        const nint Same = -1;
        if (uid == 0 && Libc.Syscall(SystemCall.Setresuid, Same, 0, Same) < 0)
        {
            return Libc.LastError;
        }

        return Libc.Syscall(SystemCall.Setresgid, Same, (nint)gid, Same) < 0 ? Libc.LastError
            : uid == 0 ? Errno.None
            : Result(Libc.Syscall(SystemCall.Setresuid, Same, (nint)uid, Same));
    }

    /// <summary>Keeps the permitted capabilities across the next change from uid 0, or no longer.</summary>
    public static void KeepCapabilities(bool keep) =>
        LinuxException.ThrowIfFailed(Libc.Prctl(PR_SET_KEEPCAPS, keep ? 1u : 0, 0, 0, 0), "prctl", "PR_SET_KEEPCAPS");

    /// <summary>The last capability that this kernel knows.</summary>
    internal static int LastCapability()
    {
        var last = UsuallyLast;
        while (last + 1 < MostCapabilities && Libc.Prctl(PR_CAPBSET_READ, (nuint)(last + 1), 0, 0, 0) >= 0)
        {
            last++;
        }

        while (last > 0 && Libc.Prctl(PR_CAPBSET_READ, (nuint)last, 0, 0, 0) < 0)
        {
            last--;
        }

        return last;
    }

    /// <summary>The capabilities that a program can still be given: what root has after its next execve(2).</summary>
    public static ulong BoundingSet()
    {
        var set = 0UL;
        for (var capability = 0; capability < MostCapabilities; capability++)
        {
            switch (Libc.Prctl(PR_CAPBSET_READ, (nuint)capability, 0, 0, 0))
            {
                case 1:
                    set |= 1UL << capability;
                    break;
                case < 0: // past the last one that this kernel knows
                    return set;
            }
        }

        return set;
    }

    /// <summary>Takes every capability that is not in <paramref name="keep"/> from the bounding set.</summary>
    public static void LimitBoundingSet(ulong keep)
    {
        for (var capability = 0; capability < MostCapabilities; capability++)
        {
            if ((keep >> capability & 1) == 0 && Libc.Prctl(PR_CAPBSET_DROP, (nuint)capability, 0, 0, 0) < 0)
            {
                // EINVAL: past the last capability that this kernel knows.
                if (Libc.LastError is Errno.EINVAL)
                {
                    return;
                }

                throw LinuxException.Last("prctl", $"PR_CAPBSET_DROP {capability}");
            }
        }
    }

    /// <summary>Sets the effective, permitted and inheritable sets.</summary>
    public static void SetCapabilities(in CapabilitySets sets)
    {
        var header = stackalloc uint[2];
        (header[0], header[1]) = (_LINUX_CAPABILITY_VERSION_3, 0);
        var data = stackalloc CapabilityData[2];
        for (var half = 0; half < 2; half++)
        {
            data[half] = new CapabilityData
            {
                Effective = (uint)(sets.Effective >> 32 * half),
                Permitted = (uint)(sets.Permitted >> 32 * half),
                Inheritable = (uint)(sets.Inheritable >> 32 * half),
            };
        }

        LinuxException.ThrowIfFailed(Libc.Syscall(SystemCall.Capset, (nint)header, (nint)data), "capset", "the thread's capabilities");
    }

    /// <summary>Sets the ambient set as far as the kernel allows; says what it did not.</summary>
    public static ulong SetAmbient(ulong wanted)
    {
        Libc.Prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
        ulong refused = 0;
        for (var capability = 0; capability < MostCapabilities; capability++)
        {
            if ((wanted >> capability & 1) != 0 && Libc.Prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, (nuint)capability, 0, 0) < 0)
            {
                refused |= 1UL << capability;
            }
        }

        return refused;
    }

    /// <summary>Gives up all ways of gaining privilege by execve(2), for ever.</summary>
    public static void SetNoNewPrivileges() =>
        LinuxException.ThrowIfFailed(Libc.Prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl", "PR_SET_NO_NEW_PRIVS");

    private static Errno Result(nint result) => result < 0 ? Libc.LastError : Errno.None;
}
