using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Sockets;

namespace Tinyo.Oci.Linux.Entry;

/// <summary>A child that goes through tables of calls in this process's memory until it executes one in memory of its own.</summary>
/// <remarks>
/// To copy this process for it would cost more than all that it does. Of the container's it touches nothing until it executes
/// a file in memory, see <see cref="EntryTable"/>.
/// </remarks>
public sealed unsafe class EntryChild : IDisposable
{
    private const int SIGCHLD = 17;
    private const int SIG_SETMASK = 2;
    private const int MemoryLength = 1 << 16;
    private const int NumbersOfATable = 1000;
    private const int ProgramNumbers = 1 << 20;

    private readonly byte* _memory = (byte*)NativeMemory.AllocZeroed(MemoryLength); // never freed: who knows when the child is done with it
    private readonly SafeFileHandle _file;
    private readonly bool _sharesDescriptors;
    private readonly delegate* unmanaged[SuppressGCTransition]<CloneArguments*, nint, byte*, nint> _clone;
    private readonly List<EntryTable> _tables = [];
    private readonly SafeFileHandle _childEnd;
    private readonly MessageSocket _socket;
    private int _used;
    private long* _openEnd;
    private byte* _start;

    private EntryChild(SafeFileHandle file, nint code, bool sharesDescriptors)
    {
        var (parentEnd, childEnd) = UnixSocket.Pair();
        (_file, _socket, _childEnd, _sharesDescriptors) = (file, new MessageSocket(parentEnd), childEnd, sharesDescriptors);
        _clone = (delegate* unmanaged[SuppressGCTransition]<CloneArguments*, nint, byte*, nint>)(code + EntryMachine.CloneOffset);
    }

    /// <summary>The child's end of the socket that it reports on.</summary>
    public SafeFileHandle Socket => _childEnd;

    /// <summary>Prepares a child; fails where the kernel forbids executable files in memory (sysctl vm.memfd_noexec=2).</summary>
    /// <param name="sharesDescriptors">Whether what it opens is open here, and the other way round, until it executes that file.</param>
    public static EntryChild Prepare(bool sharesDescriptors)
    {
        var file = EntryImage.Make();
        try
        {
            return new EntryChild(file, EntryImage.MapCode(file), sharesDescriptors);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>An empty table, to be started or gone on with before another is asked for.</summary>
    public EntryTable NewTable()
    {
        var table = new EntryTable((long)(_memory + _used), _tables.Count * NumbersOfATable, rows: 16);
        _tables.Add(table);
        return table;
    }

    /// <summary>An empty table for the file that the child is to execute.</summary>
    public EntryTable NewProgram()
    {
        var table = new EntryTable(EntryMachine.Data, ProgramNumbers, rows: 64);
        _tables.Add(table);
        return table;
    }

    /// <summary>Starts the child, and says why not: nothing has been started then.</summary>
    /// <param name="first">The table that it begins with, at the end of which it must wait.</param>
    /// <param name="namespaces">Namespaces that it is born in.</param>
    /// <param name="cgroup">The directory of a cgroup of version 2 that it is born in.</param>
    /// <param name="pidNamespace">The pid namespace that it is born in: what leads to it, and to this process's own; null for this one, or a new one.</param>
    /// <param name="process">The child.</param>
    public Errno TryStart(
        EntryTable first, CloneFlags namespaces, SafeFileHandle? cgroup, (SafeFileHandle Other, SafeFileHandle Own)? pidNamespace, out ProcessHandle process)
    {
        const CloneFlags Shared = CloneFlags.CLONE_VM | CloneFlags.CLONE_PIDFD;
        _start = _start is null ? Place(first) : _start;
        var pidFd = -1;
        var arguments = new CloneArguments
        {
            Flags = (ulong)(namespaces | Shared | (_sharesDescriptors ? CloneFlags.CLONE_FILES : 0) | (cgroup is null ? 0 : CloneFlags.CLONE_INTO_CGROUP)),
            PidFd = (ulong)&pidFd,
            ExitSignal = SIGCHLD,
            Cgroup = cgroup is null ? 0 : (ulong)cgroup.DangerousGetHandle(),
        };
        // This process's handlers are not for the child, in which no signal may arrive until it executes a file and so has none of them.
        var (all, before) = (ulong.MaxValue, 0UL);
        ChildCalls.Syscall(SystemCall.RtSigprocmask, SIG_SETMASK, (nint)(&all), (nint)(&before), sizeof(ulong), 0);
        var pid = Clone(&arguments, pidNamespace);
        ChildCalls.Syscall(SystemCall.RtSigprocmask, SIG_SETMASK, (nint)(&before), 0, sizeof(ulong), 0);
        GC.KeepAlive(cgroup);
        process = pid > 0 ? new ProcessHandle((int)pid, new SafeFileHandle(pidFd, ownsHandle: true)) : null!;
        return pid > 0 ? Errno.None : (Errno)(-pid);
    }

    /// <summary>Lets the child, which waits, go on with another table.</summary>
    public void GoOn(EntryTable next)
    {
        var end = _openEnd;
        *end = *(long*)Place(next); // an address in a table's last row, which the child reads once it has the byte
        Interlocked.MemoryBarrier();
        _socket.SendByte();
    }

    /// <summary>Lets the child, which waits, execute a file in memory with a table.</summary>
    /// <param name="program">The table, as an executable has it.</param>
    /// <param name="terminal">What it gets as stdio; null leaves it what this process has.</param>
    public void Execute(EntryTable program, SafeFileHandle? terminal)
    {
        var last = NewTable();
        End(last, program, terminal);
        GoOn(last);
    }

    /// <summary>Ends the steps of a child that does not wait: it executes a file in memory with a table.</summary>
    /// <param name="last">The steps.</param>
    /// <param name="program">The table, as an executable has it.</param>
    /// <param name="terminal">What it gets as stdio; null leaves it what this process has.</param>
    public void End(EntryTable last, EntryTable program, SafeFileHandle? terminal)
    {
        last.Become(_file, program, _childEnd, terminal);
        EntryImage.Fill(_file, program.Bytes((int)_childEnd.DangerousGetHandle()));
    }

    /// <summary>Lets the child, which waits for that, go on; false when it is dead.</summary>
    public bool TryGoOn() => _socket.TrySendByte();

    /// <summary>What the child says.</summary>
    public MessageSocket Messages => _socket;

    /// <summary>Waits until the child has come as far as was agreed; false when it has died without a word.</summary>
    /// <param name="process">The child.</param>
    /// <param name="failure">What kept it from that.</param>
    public bool Await(ProcessHandle process, out EntryFailure? failure)
    {
        failure = null;
        // Its end of the socket is open here as well, so that its death is seen by its pidfd alone.
        SafeFileHandle[] ways = [_socket.Handle, process.PidFd];
        var isSaid = Poller.WaitAny(ways, milliseconds: -1) == 0;
        switch (isSaid ? _socket.ReceiveHeader() : null)
        {
            case { Kind: EntryMessage.Reached }:
                return true;
            case { Kind: EntryMessage.Failed } message:
                failure = new EntryFailure(Subject(message.Value), (Errno)message.Error);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Waits for the sibling that goes on in the place of the child; says what kept it from that.</summary>
    /// <param name="process">The child, then the sibling.</param>
    public EntryFailure? AwaitSibling(ref ProcessHandle process)
    {
        switch (_socket.ReceiveHeader())
        {
            case { Kind: EntryMessage.Forked } message:
                using (process)
                {
                    process.Wait();
                }

                process = ProcessHandle.Open(message.Value);
                return null;
            case { } message:
                return new EntryFailure(Subject(message.Value), (Errno)message.Error);
            default:
                return new EntryFailure("the process was killed before it had joined the container", Errno.None);
        }
    }

    /// <summary>Waits until the child, which has its own descriptors, has executed its program; says what kept it from that.</summary>
    /// <param name="takeListener">Takes the listener of its filter, by its number there, before the process goes on.</param>
    public EntryFailure? AwaitExecution(Action<int>? takeListener = null)
    {
        while (_socket.ReceiveHeader() is { } message)
        {
            if (message.Kind is not EntryMessage.Listener || takeListener is null)
            {
                return new EntryFailure(Subject(message.Value), (Errno)message.Error);
            }

            takeListener(message.Value);
            _socket.SendByte();
        }

        return null;
    }

    /// <summary>Keeps the file that the child has executed from being executed again, as by a program that is a link to /proc/self/exe.</summary>
    public void ForbidExecution() => LinuxException.ThrowIfFailed(Libc.Fchmod(_file, 0), "fchmod", "a file in memory");

    /// <summary>Closes this process's copy of the child's end, so that the child's death can be seen.</summary>
    public void CloseChildEnd() => _childEnd.Dispose();

    /// <summary>A descriptor that the child has opened, by what its table said; to be asked once the child has said that it came so far.</summary>
    public SafeFileHandle Descriptor(long slot) => new((nint)(*(long*)slot), ownsHandle: true);

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _childEnd.Dispose();
        _file.Dispose();
    }

    // While the child is to be born elsewhere nothing else may happen in between.
    private nint Clone(CloneArguments* arguments, (SafeFileHandle Other, SafeFileHandle Own)? pidNamespace)
    {
        if (pidNamespace is not var (other, own))
        {
            return _clone(arguments, sizeof(CloneArguments), _start);
        }

        var (there, back) = (other.DangerousGetHandle(), own.DangerousGetHandle());
        if (ChildCalls.Syscall(SystemCall.Setns, there, (nint)CloneFlags.CLONE_NEWPID, 0, 0, 0) < 0)
        {
            return -*ChildCalls.ErrnoLocation();
        }

        var pid = _clone(arguments, sizeof(CloneArguments), _start);
        ChildCalls.Syscall(SystemCall.Setns, back, (nint)CloneFlags.CLONE_NEWPID, 0, 0, 0);
        return pid;
    }

    private byte* Place(EntryTable table)
    {
        var bytes = table.Bytes((int)_childEnd.DangerousGetHandle());
        if (bytes.Length > MemoryLength - _used)
        {
            throw new LinuxException("clone3", "a child with that many steps", Errno.E2BIG);
        }

        var place = _memory + _used;
        bytes.CopyTo(new Span<byte>(place, MemoryLength - _used));
        _used += bytes.Length;
        _openEnd = (long*)(place + bytes.Length - EntryRow.Length + EntryRow.OffsetOfNext);
        return place;
    }

    private string Subject(int number)
    {
        foreach (var table in _tables)
        {
            if (table.Subject(number) is { } subject)
            {
                return subject;
            }
        }

        return "start a process of the container";
    }
}
