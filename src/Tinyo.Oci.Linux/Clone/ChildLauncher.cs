using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Sockets;

namespace Tinyo.Oci.Linux.Clone;

/// <summary>Starts children by clone3(2), in namespaces that the managed runtime could not enter itself.</summary>
public static unsafe class ChildLauncher
{
    private const int SIGCHLD = 17;

    /// <summary>Starts a child in this process's namespaces and cgroups that does the steps of <paramref name="program"/>.</summary>
    public static ProcessHandle Launch(ChildProgram program, MessageSocket parentEnd, SafeFileHandle childEnd) =>
        Launch(program, CloneFlags.None, parentEnd, childEnd, writeMaps: null, cgroup: null, out _);

    /// <summary>Starts a child in new namespaces that does the steps of <paramref name="program"/>.</summary>
    /// <param name="program">The steps.</param>
    /// <param name="namespaces">Namespaces that the child itself is made in.</param>
    /// <param name="parentEnd">This process's end of the socket that the child reports on.</param>
    /// <param name="childEnd">The child's end; closed here.</param>
    /// <param name="writeMaps">Writes the id maps of the process with the given pid, when the program waits for them.</param>
    /// <param name="cgroup">The directory of a cgroup of version 2 that the child is to be born in.</param>
    /// <param name="isPlaced">Whether it was: not before Linux 5.7, nor where the kernel wants more than that to join.</param>
    /// <returns>The process that carries the program to its end.</returns>
    public static ProcessHandle Launch(
        ChildProgram program,
        CloneFlags namespaces,
        MessageSocket parentEnd,
        SafeFileHandle childEnd,
        Action<int>? writeMaps,
        SafeFileHandle? cgroup,
        out bool isPlaced)
    {
        var pidFd = -1;
        var arguments = new CloneArguments
        {
            Flags = (ulong)(namespaces | CloneFlags.CLONE_PIDFD),
            PidFd = (ulong)&pidFd,
            ExitSignal = SIGCHLD,
        };
        isPlaced = TryPlace(ref arguments, cgroup);
        var pid = Clone(program, ref arguments, (int)childEnd.DangerousGetHandle(), (int)parentEnd.Handle.DangerousGetHandle());
        if (pid < 0 && isPlaced)
        {
            isPlaced = TryPlace(ref arguments, null);
            pid = Clone(program, ref arguments, (int)childEnd.DangerousGetHandle(), (int)parentEnd.Handle.DangerousGetHandle());
        }

        if (pid < 0)
        {
            throw new LinuxException("clone3", namespaces.ToString(), (Errno)(-pid));
        }

        childEnd.Dispose();
        return Follow(program, new ProcessHandle(pid, new SafeFileHandle(pidFd, ownsHandle: true)), parentEnd, writeMaps);
    }

    private static ProcessHandle Follow(ChildProgram program, ProcessHandle process, MessageSocket parentEnd, Action<int>? writeMaps)
    {
        try
        {
            Follow(program, ref process, parentEnd, writeMaps);
            return process;
        }
        catch
        {
            process.TrySignal(Signals.Signal.Kill);
            process.Wait();
            process.Dispose();
            throw;
        }
    }

    // Answers what the child asks before it executes: id maps, and the pid of the sibling that goes on in its place.
    private static void Follow(ChildProgram program, ref ProcessHandle process, MessageSocket socket, Action<int>? writeMaps)
    {
        var (mapsPending, forkPending, mapsAsked) = (program.WantsMaps, program.Forks, false);
        while (mapsPending || forkPending)
        {
            // The sibling may ask for its maps before the process that made it has told its pid.
            if (mapsAsked && !(forkPending && program.WantsMapsAfterFork))
            {
                writeMaps!(process.Pid);
                socket.SendByte();
                (mapsAsked, mapsPending) = (false, false);
                continue;
            }

            var message = socket.ReceiveHeader();
            switch (message?.Kind)
            {
                case LaunchMessage.MapsWanted:
                    mapsAsked = true;
                    break;
                case LaunchMessage.Forked:
                    GoOnWith(ref process, message.Value.Value);
                    forkPending = false;
                    break;
                case LaunchMessage.Failed:
                    throw Failure(program, message.Value);
                default:
                    throw new LinuxException("clone3", "a child that died before it executed anything", Errno.ECHILD);
            }
        }
    }

    private static void GoOnWith(ref ProcessHandle process, int sibling)
    {
        using var before = process;
        process = ProcessHandle.Open(sibling);
        before.Wait();
    }

    /// <summary>The failure that a child reported, as an exception.</summary>
    internal static LinuxException Failure(ChildProgram program, in LaunchMessage message)
    {
        var subject = program.Subject(message.Value);
        var split = subject.IndexOf(' ', StringComparison.Ordinal);
        return split < 0
            ? new LinuxException(subject, "in a child", (Errno)message.Error)
            : new LinuxException(subject[..split], subject[(split + 1)..], (Errno)message.Error);
    }

    private static bool TryPlace(ref CloneArguments arguments, SafeFileHandle? cgroup)
    {
        arguments.Cgroup = cgroup is null ? 0 : (ulong)cgroup.DangerousGetHandle();
        arguments.Flags &= ~(ulong)CloneFlags.CLONE_INTO_CGROUP;
        arguments.Flags |= cgroup is null ? 0 : (ulong)CloneFlags.CLONE_INTO_CGROUP;
        return cgroup is not null;
    }

    // The child's pid, or the negative errno.
    private static int Clone(ChildProgram program, ref CloneArguments arguments, int socket, int parentSocket)
    {
        var numbers = new ChildRunner.Numbers
        {
            Setns = SystemCall.Setns,
            Unshare = SystemCall.Unshare,
            Setresuid = SystemCall.Setresuid,
            Setresgid = SystemCall.Setresgid,
            Execveat = SystemCall.Execveat,
            RtSigaction = SystemCall.RtSigaction,
            RtSigprocmask = SystemCall.RtSigprocmask,
            Clone3 = SystemCall.Clone3,
            Statx = SystemCall.Statx,
        };
        var steps = program.Steps(out var count);
        var call = arguments;
        var pid = ChildCalls.Syscall(SystemCall.Clone3, (nint)(&call), sizeof(CloneArguments), 0, 0, 0);
        if (pid == 0)
        {
            ChildRunner.Run(steps, count, socket, parentSocket, numbers);
        }

        return pid > 0 ? (int)pid : -*ChildCalls.ErrnoLocation();
    }
}
