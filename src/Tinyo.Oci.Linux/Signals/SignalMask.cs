using Microsoft.Win32.SafeHandles;

namespace Tinyo.Oci.Linux.Signals;

/// <summary>Which signals this thread blocks, and reading those that come as data.</summary>
public static unsafe class SignalMask
{
    private const int SIG_BLOCK = 0;
    private const int SIG_UNBLOCK = 1;
    private const int SIG_SETMASK = 2;
    private const int SFD_CLOEXEC = 0x80000;
    private const int SFD_NONBLOCK = 0x800;
    private const int LastSignal = 64;
    private const int InfoLength = 128; // struct signalfd_siginfo

    /// <summary>Blocks every signal that can be blocked in this thread.</summary>
    public static void BlockAll()
    {
        var all = ulong.MaxValue;
        Libc.Syscall(SystemCall.RtSigprocmask, SIG_BLOCK, (nint)(&all), 0, sizeof(ulong));
    }

    /// <summary>Lets one signal do to this process what it does, or blocks it again.</summary>
    public static void Let(Signal signal, bool through)
    {
        var one = 1UL << (signal.Number - 1);
        Libc.Syscall(SystemCall.RtSigprocmask, through ? SIG_UNBLOCK : SIG_BLOCK, (nint)(&one), 0, sizeof(ulong));
    }

    /// <summary>Signals as a program expects to find them: none ignored, none handled, none blocked.</summary>
    /// <remarks>.NET leaves SIGPIPE ignored, and execve(2) keeps what is ignored.</remarks>
    public static void ResetForExecute()
    {
        var action = stackalloc ulong[4]; // struct sigaction of the kernel: SIG_DFL, no flags, no restorer, empty mask
        new Span<ulong>(action, 4).Clear();
        for (var signal = 1; signal <= LastSignal; signal++)
        {
            Libc.Syscall(SystemCall.RtSigaction, signal, (nint)action, 0, sizeof(ulong));
        }

        Libc.Syscall(SystemCall.RtSigprocmask, SIG_SETMASK, (nint)(&action[3]), 0, sizeof(ulong));
    }

    /// <summary>The numbers of the signals that this process ignores.</summary>
    public static List<int> Ignored()
    {
        const nuint SIG_IGN = 1;
        var ignored = new List<int>();
        var action = stackalloc nuint[4]; // struct sigaction of the kernel begins with the handler
        for (var signal = 1; signal <= LastSignal; signal++)
        {
            if (Libc.Syscall(SystemCall.RtSigaction, signal, 0, (nint)action, sizeof(ulong)) == 0 && *action == SIG_IGN)
            {
                ignored.Add(signal);
            }
        }

        return ignored;
    }

    /// <summary>A descriptor that delivers all blocked signals as data, see signalfd(2).</summary>
    public static SafeFileHandle OpenReader()
    {
        var all = ulong.MaxValue;
        var fd = Libc.Syscall(SystemCall.Signalfd4, -1, (nint)(&all), sizeof(ulong), SFD_CLOEXEC | SFD_NONBLOCK);
        return fd >= 0 ? new SafeFileHandle(fd, ownsHandle: true) : throw LinuxException.Last("signalfd", "all signals");
    }

    /// <summary>The next signal that has come; null when there is none.</summary>
    public static Signal? TryRead(SafeFileHandle reader)
    {
        var info = stackalloc byte[InfoLength];
        return Libc.Read(reader, info, InfoLength) == InfoLength ? Signal.FromNumber(*(int*)info) : null;
    }
}
