using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Linux.Entry;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Linux.Scheduling;
using Tinyo.Oci.Linux.Signals;
using Tinyo.Oci.Runtime.Cgroups;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Starts a process that joins a container: its cgroups here, its namespaces and the rest by an <see cref="EntryTable"/>.</summary>
internal sealed class ExecLauncher(ExecPlan plan, ExecTarget target, JoinEntrance entrance) : IDisposable
{
    // What makes it impossible that a process is born in a cgroup which may still be joined in another way.
    private static ReadOnlySpan<Errno> Moved => [Errno.ENOENT, Errno.ENODEV, Errno.EBUSY, Errno.EOPNOTSUPP];

    private const int DeathTakes = 1000;

    private readonly List<IDisposable> _held = [];
    private EntryChild? _child;

    /// <summary>Starts the process; it may still fail to become the program.</summary>
    internal ProcessHandle Start()
    {
        if (plan.InitialCpus is { } cpus)
        {
            Scheduler.SetAffinity(cpus); // inherited: a process that is born in its cgroup has no time of its own before that
        }

        CurrentProcess.ForbidTracing(); // inherited, too: what is born in the container's pid namespace is seen there at once
        var ways = Hold(entrance.Open());
        var error = TryStart(ways, ways.Unified, null, out var process);
        if (Moved.IndexOf(error) >= 0 && entrance.OpenInits() is { } inits)
        {
            error = TryStart(ways, Hold(inits), null, out process);
        }
        else if (error is Errno.EINVAL && entrance.OpenDoor() is var (door, path))
        {
            error = TryStart(ways, null, (Hold(door), path), out process); // before Linux 5.7
        }
        else if (error is Errno.EACCES or Errno.EPERM && MayLackPrivilege(plan))
        {
            using var unit = entrance.OpenUnit(); // a user's session and its services have no common cgroup that is the user's
            error = TryStart(ways, null, null, out process, unit is null ? null : unit.TryTakeIn);
        }

        return error is Errno.None ? process : throw Refuse(error);
    }

    /// <summary>Whether the caller may lack privilege in ways that are forgiven.</summary>
    internal static bool MayLackPrivilege(ExecPlan plan) => ThreadCredentials.Euid != 0 || plan.Process.InUserNamespace;

    /// <summary>Waits until the process is the program; throws what kept it from that.</summary>
    /// <param name="process">The process.</param>
    /// <param name="takeListener">Takes the listener of its filter, by its number there.</param>
    internal void AwaitExecution(ProcessHandle process, Action<int> takeListener)
    {
        if (_child!.AwaitExecution(takeListener) is { } failure)
        {
            throw failure.ToException();
        }

        if (process.HasNoMemory && IsStillOurs(process) && process.EndsWithin(DeathTakes) && process.TryWait() is { Signal: > 0 } death)
        {
            throw new OciException($"the process was killed by signal {death.Signal} before it became the program{(entrance.HasKilledForMemory ? " (possibly OOM-killed)" : "")}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _held.ForEach(static item => item.Dispose());
        _child?.Dispose();
    }

    // The socket is closed by a death as it is by execve(2). What has ended still has its name: this process's own, or what the kernel
    // makes of a file in memory, which before Linux 6.14 is a descriptor's number.
    private static bool IsStillOurs(ProcessHandle process) =>
        FileSystem.TryReadText($"/proc/{process.Pid}/comm")?.TrimEnd('\n') is { } name
        && (name.StartsWith("memfd:", StringComparison.Ordinal) || !name.AsSpan().ContainsAnyExceptInRange('0', '9')
            || name == FileSystem.TryReadText("/proc/self/comm")?.TrimEnd('\n'));

    private Errno TryStart(CgroupEntrance ways, SafeFileHandle? cgroup, (SafeFileHandle Door, string Path)? late, out ProcessHandle process, Action<int>? move = null)
    {
        _child?.Dispose();
        _child = EntryChild.Prepare(sharesDescriptors: false);
        var first = _child.NewTable();
        if (move is not null)
        {
            first.AwaitCommit(_child.Socket); // as long as it is the caller's
        }

        var joined = target.NeedsSibling ? GoAhead(first) : target.PidNamespaces is null ? CloneFlags.None : CloneFlags.CLONE_NEWPID;
        // It joins with memory of its own: memory that runs out kills all who share it.
        var program = _child.NewProgram();
        program.ForbidTracing();
        Join(program, ways, late);
        new ExecSteps(plan, target).Add(program, joined, _child.Socket);
        _child.End(first, program, target.Terminal?.Slave);
        var error = _child.TryStart(first, CloneFlags.None, cgroup, target.PidNamespaces, out process);
        _child.CloseChildEnd();
        if (error is Errno.None)
        {
            Follow(ref process, move);
        }

        return error;
    }

    private static void Join(EntryTable table, CgroupEntrance ways, (SafeFileHandle Door, string Path)? late)
    {
        foreach (var (door, path) in ways.Legacy)
        {
            table.EnterCgroup(door, path);
        }

        if (late is var (procs, place))
        {
            table.EnterCgroup(procs, place);
        }
    }

    // Does what the process waits for, until it is on its own.
    private void Follow(ref ProcessHandle process, Action<int>? move)
    {
        try
        {
            if (move is not null)
            {
                move(process.Pid);
                _child!.TryGoOn();
            }

            if (target.NeedsSibling && _child!.AwaitSibling(ref process) is { } failure)
            {
                throw failure.ToException();
            }
        }
        catch
        {
            process.TrySignal(Signal.Kill);
            process.Wait();
            process.Dispose();
            throw;
        }
    }

    // Without privilege here, a pid namespace is entered only by root of the user namespace that it belongs to.
    private CloneFlags GoAhead(EntryTable table)
    {
        const CloneFlags First = CloneFlags.CLONE_NEWUSER | CloneFlags.CLONE_NEWPID;
        var joined = target.Namespaces & First;
        if (target.JoinsAtOnce)
        {
            table.Join(target.Init.PidFd, joined, "the container");
        }

        foreach (var (kind, handle) in target.NamespaceHandles)
        {
            if (joined.HasFlag(kind))
            {
                table.Join(handle, kind, $"the container ({NamespaceNames.Of(kind)})");
            }
        }

        if (joined.HasFlag(CloneFlags.CLONE_NEWUSER))
        {
            table.BecomeRoot(); // an unmapped user loses all capabilities with the next execve
        }

        table.ForkSibling(_child!.Socket);
        return joined;
    }

    private T Hold<T>(T item)
        where T : IDisposable
    {
        _held.Add(item);
        return item;
    }

    private static OciException Refuse(Errno error) => new(error is Errno.ENOENT or Errno.ENODEV
        ? "cannot start a process in the container: its cgroup is gone"
        : $"cannot start a process in the container: clone3: {LinuxException.Describe(error).ToLowerInvariant()}");
}
