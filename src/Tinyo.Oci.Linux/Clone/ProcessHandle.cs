using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Signals;

namespace Tinyo.Oci.Linux.Clone;

/// <summary>A process held by pidfd, so that a reused pid can't be mistaken for it, see pidfd_open(2).</summary>
public sealed unsafe class ProcessHandle : IDisposable
{
    private const int P_PIDFD = 3;
    private const int WEXITED = 4;
    private const int WNOHANG = 1;
    private const int CLD_EXITED = 1;
    private const int __WALL = 0x40000000;

    private ExitStatus? _ended;

    internal ProcessHandle(int pid, SafeFileHandle pidFd) => (Pid, PidFd) = (pid, pidFd);

    /// <summary>The pid, as this process's pid namespace sees it.</summary>
    public int Pid { get; }

    /// <summary>The descriptor that holds the process; readable once it has ended.</summary>
    public SafeFileHandle PidFd { get; }

    /// <summary>Holds a process by its pid; throws ESRCH when there is none.</summary>
    public static ProcessHandle Open(int pid) =>
        TryOpen(pid) ?? throw LinuxException.Last("pidfd_open", $"process {pid}");

    /// <summary>Holds a process by its pid; null when there is none. Any other failure is thrown: it must not be taken for that.</summary>
    public static ProcessHandle? TryOpen(int pid)
    {
        var fd = (int)Libc.Syscall(SystemCall.PidfdOpen, pid);
        return fd >= 0 ? new ProcessHandle(pid, new SafeFileHandle(fd, ownsHandle: true))
            : Libc.LastError is Errno.ESRCH or Errno.EINVAL or Errno.ENOENT ? null // the two latter when it is some process's thread
            : throw LinuxException.Last("pidfd_open", $"process {pid}");
    }

    /// <summary>Sends a signal and says why not, as <see cref="Errno.ESRCH"/> when the process has been reaped.</summary>
    public Errno TrySignal(Signal signal) =>
        Libc.Syscall(SystemCall.PidfdSendSignal, PidFd.DangerousGetHandle(), signal.Number) < 0 ? Libc.LastError : Errno.None;

    /// <summary>Waits until the process, a child of this one, has ended, and reaps it; asked again it says the same.</summary>
    public ExitStatus Wait() => Reap(WEXITED | __WALL) ?? throw LinuxException.Last("waitid", $"process {Pid}");

    /// <summary>Reaps the process, a child of this one, if it has ended.</summary>
    public ExitStatus? TryWait() => Reap(WEXITED | __WALL | WNOHANG);

    /// <summary>Reaps every child that has ended, such as adopted orphans, but for the one with pid <paramref name="except"/>.</summary>
    public static void ReapOthers(int except)
    {
        const int P_ALL = 0, P_PID = 1, WNOWAIT = 0x1000000;
        SignalInfo info = default;
        while (Libc.Waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WALL) == 0 && info.Pid != 0 && info.Pid != except)
        {
            Libc.Waitid(P_PID, info.Pid, &info, WEXITED | __WALL);
            info = default;
        }
    }

    /// <summary>Whether the process ends within a time; negative waits for ever.</summary>
    public bool EndsWithin(int milliseconds) => Poller.IsReadable(PidFd, milliseconds);

    /// <summary>Whether the process has no memory any more, which is the first thing that it loses when it ends.</summary>
    public bool HasNoMemory => Files.FileSystem.TryReadLink($"/proc/{Pid}/exe") is null && Libc.LastError is Errno.ENOENT;

    /// <summary>A copy of a descriptor of the process, and says why not, see pidfd_getfd(2).</summary>
    public Errno TryCopyDescriptor(int number, out SafeFileHandle copy)
    {
        var fd = (int)Libc.Syscall(SystemCall.PidfdGetfd, PidFd.DangerousGetHandle(), number);
        copy = new SafeFileHandle(fd, ownsHandle: true);
        return fd >= 0 ? Errno.None : Libc.LastError;
    }

    /// <inheritdoc/>
    public void Dispose() => PidFd.Dispose();

    private ExitStatus? Reap(int options) => _ended ??= TryReap(options);

    private ExitStatus? TryReap(int options)
    {
        SignalInfo info = default;
        int result;
        do
        {
            result = Libc.Waitid(P_PIDFD, (int)PidFd.DangerousGetHandle(), &info, options);
        }
        while (result < 0 && Libc.LastError is Errno.EINTR);

        if (result < 0 || info.Pid == 0)
        {
            return null;
        }

        return info.Code == CLD_EXITED ? new ExitStatus(info.Status, 0) : new ExitStatus(0, info.Status);
    }
}
