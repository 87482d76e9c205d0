using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Signals;

namespace Tinyo.Oci.Linux.Entry;

/// <content>Waiting for others, and telling them.</content>
public sealed partial class EntryTable
{
    private const int SIG_SETMASK = 2;
    private const int POLLIN = 1;
    private const int MSG_DONTWAIT = 0x40;
    private const int MSG_NOSIGNAL = 0x4000;
    private const int SOL_SOCKET = 1;
    private const int SO_RCVTIMEO = 20;
    private const int CLONE_FILES = 0x400;
    private const int AT_EMPTY_PATH = 0x1000;
    private const int O_CLOEXEC = 0x80000;
    private const int FSOPEN_CLOEXEC = 1;
    private const int SignalInfoLength = 128; // struct signalfd_siginfo
    private const int MessageLength = 3 * sizeof(int);
    private const string Wait = "wait for start";

    // A starter sends its message at once; a probe says nothing, and must not keep others waiting.
    private const long PatienceInSeconds = 1;

    // Faults, which can't be blocked; and SIGPIPE, which would wait for the program.
    private const ulong NeverBlocked = 1UL << 3 | 1UL << 4 | 1UL << 5 | 1UL << 6 | 1UL << 7 | 1UL << 10 | 1UL << 12 | 1UL << 30;

    private readonly List<(int Row, int Target)> _sources = []; // rows whose second argument is the address of another row's first
    private int _announcement = -1;

    private static ReadOnlySpan<byte> Ignored => [13, 17, 18, 20, 21, 22, 23, 28]; // PIPE CHLD CONT TSTP TTIN TTOU URG WINCH

    /// <summary>Leaves signals to signalfd(2), but for faults: as pid 1 the process would not get them at all otherwise.</summary>
    public void BlockSignals() => SetSignalMask(~NeverBlocked);

    /// <summary>Signals as a program expects to find them: none blocked.</summary>
    public void UnblockSignals() => SetSignalMask(0);

    /// <summary>Signals as a program expects to find them: none ignored, as this process ignores some.</summary>
    public void ResetSignals()
    {
        var action = Put<ulong>([0, 0, 0, 0]); // struct sigaction of the kernel: SIG_DFL, no flags, no restorer, empty mask
        foreach (var signal in SignalMask.Ignored())
        {
            Add("reset signals", SystemCall.RtSigaction, signal, action, 0, sizeof(ulong));
        }
    }

    /// <summary>Moves itself into the cgroup of version 1 whose open <c>tasks</c> file this is.</summary>
    /// <remarks>A process that moves another takes a lock that waits for RCU, some milliseconds; one thread that moves itself does not.</remarks>
    public void EnterCgroup(SafeFileHandle tasks, string path) =>
        Add($"join cgroup {path}", SystemCall.Write, Pass(tasks), Text("0"), 1);

    /// <summary>Leaves for new namespaces.</summary>
    public void Unshare(CloneFlags kinds) => Add((FormattableString)$"unshare {kinds}", SystemCall.Unshare, (long)kinds);

    /// <summary>Begins a file system that belongs to the namespaces that the process is in.</summary>
    /// <returns>What <see cref="EntryChild.Descriptor"/> finds it by.</returns>
    public long OpenFileSystem(string type)
    {
        var slot = Reserve(sizeof(long));
        Row(Add($"fsopen {type}", SystemCall.Fsopen, Text(type), FSOPEN_CLOEXEC)).Into = slot;
        return slot;
    }

    /// <summary>Says that the process has come as far as this.</summary>
    public void Reach(SafeFileHandle socket) =>
        Add("tell the runtime", SystemCall.Sendto, (int)socket.DangerousGetHandle(), Put<int>([EntryMessage.Reached, 0, 0, 0]), MessageLength, MSG_NOSIGNAL);

    /// <summary>Waits for a byte from the process that shares its descriptors with this one; ends with that process.</summary>
    /// <param name="socket">Where the byte comes.</param>
    /// <param name="runtime">The other process's pidfd: it holds both ends of the socket, so that its end can't be told by that.</param>
    public void AwaitByte(SafeFileHandle socket, SafeFileHandle runtime)
    {
        const string Subject = "wait for the runtime";
        var number = (int)socket.DangerousGetHandle();
        Add(Subject, SystemCall.Ppoll, Put<int>([number, POLLIN, (int)runtime.DangerousGetHandle(), POLLIN]), 2, 0, 0, sizeof(ulong));
        Add(Subject, SystemCall.Recvfrom, number, Reserve(8), 1, MSG_DONTWAIT);
    }

    /// <summary>Waits until the runtime says that the process may go on; ends with it otherwise.</summary>
    public void AwaitCommit(SafeFileHandle socket)
    {
        var answer = Reserve(8);
        Add(Wait, SystemCall.Recvfrom, (int)socket.DangerousGetHandle(), answer, 1);
        Add(Wait, EntryRow.Compare, answer, 1); // the end of the stream leaves it 0
    }

    /// <summary>Waits until somebody connects and says start; from then on it is he who is told of a failure. Ends when a signal asks for that.</summary>
    /// <param name="signals">A signalfd(2) of all signals, which does not block.</param>
    /// <param name="listener">Where starters connect.</param>
    /// <param name="socket">The number that the connection gets.</param>
    /// <param name="start">The first byte of the message that says start.</param>
    public void AwaitStart(SafeFileHandle signals, SafeFileHandle listener, SafeFileHandle socket, byte start)
    {
        var (gate, connection) = (Pass(listener), (int)socket.DangerousGetHandle());
        var (signal, message) = (Reserve(SignalInfoLength), Reserve(16));
        var again = Add(Wait, SystemCall.Ppoll, Put<int>([Pass(signals), POLLIN, gate, POLLIN]), 2, 0, 0, sizeof(ulong));
        var read = Add(Wait, SystemCall.Read, Pass(signals), signal, SignalInfoLength);
        foreach (var number in Ignored)
        {
            var ignored = Add(Wait, EntryRow.Compare, signal, number);
            (Row(ignored).Next, Row(ignored).Otherwise) = (again, ignored + 1);
        }

        Add(Wait, SystemCall.ExitGroup, 1);
        Row(read).Otherwise = Next; // no signal: so it is a connection
        var accept = Add(Wait, SystemCall.Accept4, gate, 0, 0, O_CLOEXEC);
        var duplicate = Add(Wait, SystemCall.Dup3, 0, connection, O_CLOEXEC);
        _results.Add((accept, duplicate));
        var copy = Add(Wait, EntryRow.Copy, EntryRow.OffsetOfA, EntryRow.OffsetOfA);
        var close = Add(Wait, SystemCall.Close);
        _references.Add((copy, close));
        _sources.Add((copy, duplicate));
        Try(Wait, SystemCall.Setsockopt, connection, SOL_SOCKET, SO_RCVTIMEO, Put<long>([PatienceInSeconds, 0]), 2 * sizeof(long));
        Add(Wait, EntryRow.Store, message, 0);
        var receive = Add(Wait, SystemCall.Recvfrom, connection, message, MessageLength);
        var said = Add(Wait, EntryRow.Compare, message, start);
        (Row(receive).Otherwise, Row(said).Otherwise) = (again, again);
    }

    /// <summary>Tells whoever said start what comes next, a line each; a failure of that is told by the number of the line, from 0 on.</summary>
    /// <param name="socket">Where it is told.</param>
    /// <param name="kind">The kind of the message, as a <see cref="Sockets.MessageSocket"/> receives it.</param>
    public void Announce(SafeFileHandle socket, int kind)
    {
        _announcement = Try("announce the program", SystemCall.Sendto, (int)socket.DangerousGetHandle(), 0, 0, MSG_NOSIGNAL);
        Row(_announcement).E = kind; // until it is known what comes next
    }

    /// <summary>Goes on as an executable, with descriptors of its own.</summary>
    internal void Become(SafeFileHandle file, EntryTable program, SafeFileHandle socket, SafeFileHandle? terminal)
    {
        const string Subject = "exec tinyo-oci-entry";
        Add(Subject, SystemCall.Unshare, CLONE_FILES);
        for (var number = 0; number <= 2 && terminal is not null; number++)
        {
            Add($"pass descriptor {number}", SystemCall.Dup3, (int)terminal.DangerousGetHandle(), number);
        }

        foreach (var handle in (IEnumerable<SafeFileHandle>)[.. program._passed, socket])
        {
            Add(Subject, SystemCall.Fcntl, (int)handle.DangerousGetHandle(), F_SETFD);
        }

        Add(Subject, SystemCall.Execveat, (int)file.DangerousGetHandle(), Text(""), Texts(["tinyo-oci-entry"]), Texts([]), AT_EMPTY_PATH);
    }

    private void SetSignalMask(ulong mask) =>
        Add("set the signal mask", SystemCall.RtSigprocmask, SIG_SETMASK, Put<ulong>([mask]), 0, sizeof(ulong));

    // Once all rows are there.
    private void WriteAnnouncement()
    {
        if (_announcement < 0)
        {
            return;
        }

        var first = _announcement + 1;
        var text = Encoding.UTF8.GetBytes(string.Join('\n', _subjects[first..]));
        var message = new byte[MessageLength + text.Length];
        ref var row = ref Row(_announcement);
        BinaryPrimitives.WriteInt32LittleEndian(message, (int)row.E);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(sizeof(int)), text.Length);
        text.CopyTo(message, MessageLength);
        (row.B, row.C, row.E) = (Put(message), message.Length, 0);
        for (var index = first; index < _rows.Count; index++)
        {
            Row(index).Index = index - first;
        }
    }
}
