namespace Tinyo.Oci.Linux.Clone;

/// <summary>Runs a child's steps after clone3(2).</summary>
/// <remarks>
/// Everything here runs in a copy of a managed process, in the middle of whatever that was doing: no allocation, no string,
/// no exception, no property of a class; only <see cref="ChildCalls"/> on memory that <see cref="ChildProgram"/> prepared.
/// </remarks>
internal static unsafe class ChildRunner
{
    private const int F_SETFD = 2;
    private const int FD_CLOEXEC = 1;
    private const int O_WRONLY = 1;
    private const int O_PATH = 0x200000;
    private const int O_CLOEXEC = 0x80000;
    private const uint STATX_INO = 0x100;
    private const int AT_EMPTY_PATH = 0x1000;
    private const int SIG_SETMASK = 2;
    private const int CLOSE_RANGE_CLOEXEC = 4;
    private const int LastSignal = 64;
    private const ulong Faults = 1UL << 3 | 1UL << 4 | 1UL << 5 | 1UL << 6 | 1UL << 7 | 1UL << 10 | 1UL << 30; // ILL TRAP ABRT BUS FPE SEGV SYS
    private const ulong Pipe = 1UL << 12; // .NET ignores SIGPIPE; were it blocked too, it would wait for the program
    private const ulong Blocked = ~(Faults | Pipe);

    /// <summary>Numbers looked up before the fork, since a static property may run a static constructor.</summary>
    internal struct Numbers
    {
        internal int Setns, Unshare, Setresuid, Setresgid, Execveat, RtSigaction, RtSigprocmask, Clone3, Statx;
    }

    internal static void Run(ChildStep* steps, int count, int socket, int parentSocket, in Numbers numbers)
    {
        ChildCalls.Close(parentSocket); // or the child itself would keep the other end alive, and never see it close
        for (var i = 0; i < count; i++)
        {
            if (Do(steps, i, socket, numbers) < 0)
            {
                Fail(socket, i, *ChildCalls.ErrnoLocation());
            }
        }

        ChildCalls.Exit(0);
    }

    private static nint Do(ChildStep* steps, int index, int socket, in Numbers numbers)
    {
        var step = steps + index;
        switch (step->Operation)
        {
            case ChildOperation.Join:
                return Join(step, numbers.Setns);
            case ChildOperation.JoinAgain:
                var earlier = steps + step->A;
                return earlier->D == 1 ? 0 : ChildCalls.Syscall(numbers.Setns, earlier->A, earlier->B, 0, 0, 0);
            case ChildOperation.Unshare:
                return ChildCalls.Syscall(numbers.Unshare, step->A, 0, 0, 0, 0);
            case ChildOperation.AwaitMaps:
                return AwaitMaps(socket);
            case ChildOperation.BecomeRoot:
                return ChildCalls.Syscall(numbers.Setresgid, 0, 0, 0, 0, 0) < 0 ? -1 : ChildCalls.Syscall(numbers.Setresuid, 0, 0, 0, 0, 0);
            case ChildOperation.WriteFile:
                return WriteFile(step);
            case ChildOperation.WriteDescriptor:
                return ChildCalls.Write((int)step->A, (void*)step->B, (nuint)step->C);
            case ChildOperation.ForkSibling:
                return ForkSibling((CloneArguments*)step->A, socket, numbers.Clone3);
            case ChildOperation.Duplicate:
                // dup2 onto itself keeps close-on-exec, so it must be cleared by hand.
                return step->A == step->B ? ChildCalls.Fcntl((int)step->A, F_SETFD, 0) : ChildCalls.Dup2((int)step->A, (int)step->B);
            case ChildOperation.Reopen:
                return Reopen(step, numbers.Statx);
            case ChildOperation.ChangeDirectory:
                return ChildCalls.Chdir((byte*)step->A);
            case ChildOperation.ResetSignals:
                return ResetSignals(numbers);
            case ChildOperation.BlockSignals:
                var blocked = Blocked;
                return ChildCalls.Syscall(numbers.RtSigprocmask, SIG_SETMASK, (nint)(&blocked), 0, sizeof(ulong), 0);
            case ChildOperation.CloseOnExecute:
                // Before Linux 5.11 it is refused, and no harm done: whatever this runtime opens is close-on-exec already.
                ChildCalls.Syscall(SystemCall.CloseRange, step->A, int.MaxValue, CLOSE_RANGE_CLOEXEC, 0, 0);
                return 0;
            case ChildOperation.Execute:
                return ChildCalls.Syscall(numbers.Execveat, step->A, step->B, step->C, step->D, step->A < 0 ? 0 : AT_EMPTY_PATH);
            default:
                return -1;
        }
    }

    private static nint Join(ChildStep* step, int setns)
    {
        var result = ChildCalls.Syscall(setns, step->A, step->B, 0, 0, 0);
        step->D = result < 0 ? 0 : 1;
        return result < 0 && step->C == 1 && *ChildCalls.ErrnoLocation() == (int)Errno.EPERM ? 0 : result;
    }

    private static nint AwaitMaps(int socket)
    {
        var wanted = new LaunchMessage { Kind = LaunchMessage.MapsWanted };
        if (ChildCalls.Write(socket, &wanted, (nuint)sizeof(LaunchMessage)) != sizeof(LaunchMessage))
        {
            return -1;
        }

        byte answer;
        if (ChildCalls.Read(socket, &answer, 1) != 1)
        {
            ChildCalls.Exit(1); // the parent is gone: nobody is left to tell
        }

        return 0;
    }

    private static nint WriteFile(ChildStep* step)
    {
        var file = ChildCalls.Open((byte*)step->A, O_WRONLY);
        if (file < 0)
        {
            return -1;
        }

        var written = ChildCalls.Write(file, (void*)step->B, (nuint)step->C);
        var error = *ChildCalls.ErrnoLocation();
        ChildCalls.Close(file);
        *ChildCalls.ErrnoLocation() = error;
        return written;
    }

    private static nint Reopen(ChildStep* step, int statx)
    {
        var file = ChildCalls.Open((byte*)step->B, O_PATH | O_CLOEXEC);
        if (file < 0)
        {
            return -1;
        }

        StatxBuffer status;
        byte empty = 0;
        if (ChildCalls.Syscall(statx, file, (nint)(&empty), AT_EMPTY_PATH, (nint)STATX_INO, (nint)(&status)) < 0)
        {
            return -1;
        }

        if ((((ulong)status.DevMajor << 32) | status.DevMinor) != (ulong)step->C || status.Inode != (ulong)step->D)
        {
            *ChildCalls.ErrnoLocation() = (int)Errno.ETXTBSY; // replaced since the parent looked
            return -1;
        }

        var result = ChildCalls.Dup2(file, (int)step->A);
        ChildCalls.Close(file);
        return result < 0 ? -1 : ChildCalls.Fcntl((int)step->A, F_SETFD, FD_CLOEXEC);
    }

    private static nint ForkSibling(CloneArguments* arguments, int socket, int clone3)
    {
        var pid = ChildCalls.Syscall(clone3, (nint)arguments, sizeof(CloneArguments), 0, 0, 0);
        if (pid > 0)
        {
            var message = new LaunchMessage { Kind = LaunchMessage.Forked, Value = (int)pid };
            ChildCalls.Write(socket, &message, (nuint)sizeof(LaunchMessage));
            ChildCalls.Exit(0);
        }

        return pid;
    }

    private static nint ResetSignals(in Numbers numbers)
    {
        var action = stackalloc ulong[4]; // struct sigaction of the kernel: SIG_DFL, no flags, no restorer, empty mask
        (action[0], action[1], action[2], action[3]) = (0, 0, 0, 0);
        for (var signal = 1; signal <= LastSignal; signal++)
        {
            ChildCalls.Syscall(numbers.RtSigaction, signal, (nint)action, 0, sizeof(ulong), 0); // SIGKILL and SIGSTOP refuse: fine
        }

        return ChildCalls.Syscall(numbers.RtSigprocmask, SIG_SETMASK, (nint)(&action[3]), 0, sizeof(ulong), 0);
    }

    private static void Fail(int socket, int step, int error)
    {
        var message = new LaunchMessage { Kind = LaunchMessage.Failed, Value = step, Error = error };
        ChildCalls.Write(socket, &message, (nuint)sizeof(LaunchMessage));
        ChildCalls.Exit(1);
    }
}
