namespace Tinyo.Oci.Linux.Seccomp;

/// <summary>What this kernel can do with filters of system calls.</summary>
public static class FilterSupport
{
    private const int SECCOMP_SET_MODE_FILTER = 1;

    /// <summary>Those of some flags that the kernel knows.</summary>
    public static FilterFlags Known(FilterFlags wanted)
    {
        if (IsKnown(wanted))
        {
            return wanted;
        }

        var known = FilterFlags.None;
        for (var bit = 1u; bit <= (uint)wanted; bit <<= 1)
        {
            var flag = wanted & (FilterFlags)bit;
            known |= flag != 0 && IsKnown(flag) ? flag : 0;
        }

        return known;
    }

    // Flags are looked at before the filter, which is missing here: so nothing is installed, and the error tells.
    private static bool IsKnown(FilterFlags flags)
    {
        var asked = flags;
        if (flags.HasFlag(FilterFlags.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV))
        {
            asked |= FilterFlags.SECCOMP_FILTER_FLAG_NEW_LISTENER; // it is for those who listen, and refused without
        }

        if (asked.HasFlag(FilterFlags.SECCOMP_FILTER_FLAG_NEW_LISTENER | FilterFlags.SECCOMP_FILTER_FLAG_TSYNC))
        {
            asked |= FilterFlags.SECCOMP_FILTER_FLAG_TSYNC_ESRCH; // both return a number, so one of them must not
        }

        return Libc.Syscall(SystemCall.Seccomp, SECCOMP_SET_MODE_FILTER, (nint)asked, 0) < 0 && Libc.LastError is Errno.EFAULT;
    }
}
