using System.Text;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Procfs;
using Tinyo.Oci.Linux.Scheduling;
using Tinyo.Oci.Linux.Seccomp;

namespace Tinyo.Oci.Linux.Entry;

/// <content>The calls, in the order in which a process usually makes them.</content>
public sealed partial class EntryTable
{
    private const int PR_SET_DUMPABLE = 4;
    private const uint TIOCSCTTY = 0x540e;
    private const int AT_FDCWD = -100;
    private const int F_SETFD = 2;
    private const int FD_CLOEXEC = 1;
    private const int CLOSE_RANGE_CLOEXEC = 4;
    private const int LongestPath = 4096;

    /// <summary>Keeps the container's processes from looking into this one until it is the program (CVE-2016-9962).</summary>
    public void ForbidTracing() => Add("forbid tracing", SystemCall.Prctl, PR_SET_DUMPABLE);

    /// <summary>Starts a session of its own; fails for a process that leads its group already, as one that a shell made.</summary>
    public void StartSession() => Try("start a session", SystemCall.Setsid);

    /// <summary>Makes the terminal that is stdin the controlling one.</summary>
    public void ControlTerminal() => Add("take the terminal", SystemCall.Ioctl, 0, TIOCSCTTY);

    /// <summary>Gives stdio to a user, where that is still to be done from inside; what may not change hands stays as it is.</summary>
    public void GiveStream(int number, uint uid) => Try("change the owner of stdio", SystemCall.Fchown, number, uid, -1);

    /// <summary>Runs on these CPUs; null is every CPU that the cgroup allows, whatever the caller was pinned to.</summary>
    public void SetAffinity(byte[]? cpus)
    {
        if (cpus is null)
        {
            var all = new byte[Scheduler.MostCpus / 8];
            Array.Fill(all, byte.MaxValue);
            Try("reset the CPU affinity", SystemCall.SchedSetaffinity, 0, all.Length, Put(all));
        }
        else
        {
            Add("set the CPU affinity", SystemCall.SchedSetaffinity, 0, cpus.Length, Put(cpus));
        }
    }

    /// <summary>Sets the CPU scheduling.</summary>
    public void SetScheduler(SchedulerAttributes attributes)
    {
        var raw = Scheduler.Raw(attributes);
        Add($"set scheduler policy {attributes.Policy}", SystemCall.SchedSetattr, 0, Put(new ReadOnlySpan<Scheduler.SchedAttr>(in raw)));
    }

    /// <summary>Sets the I/O priority of its group.</summary>
    public void SetIoPriority(int priority) => Add($"set I/O priority {priority:x}", SystemCall.IoprioSet, Scheduler.IOPRIO_WHO_PGRP, 0, priority);

    /// <summary>Sets the execution domain.</summary>
    public void SetPersonality(uint persona) => Add($"set personality 0x{persona:x}", SystemCall.Personality, persona);

    /// <summary>Sets the NUMA policy.</summary>
    public void SetMemoryPolicy(MemoryPolicy policy)
    {
        ulong[] nodes = [.. policy.Nodes];
        // The kernel reads one bit less than it is told.
        Add($"set memory policy {policy.Mode:x}", SystemCall.SetMempolicy, policy.Mode, nodes.Length == 0 ? 0 : Put<ulong>(nodes), nodes.Length == 0 ? 0 : nodes.Length * 64 + 1);
    }

    /// <summary>Sets a resource limit.</summary>
    public void SetLimit(ResourceLimit limit) =>
        Add($"set resource limit {limit.Resource} to {limit.Soft}:{limit.Hard}", SystemCall.Prlimit64, 0, limit.Resource, Put<ulong>([limit.Soft, limit.Hard]));

    /// <summary>Joins namespaces: those of a process all at once, or one by its own descriptor.</summary>
    public void Join(SafeFileHandle handle, CloneFlags kinds, string subject) =>
        Add($"join namespaces of {subject}", SystemCall.Setns, Pass(handle), (long)kinds);

    /// <summary>Forks once more: the sibling, in namespaces that only children enter, goes on, and the process tells its pid and ends.</summary>
    public void ForkSibling(SafeFileHandle socket)
    {
        const string Subject = "start a sibling";
        var fork = Add(Subject, SystemCall.Clone3, Put<ulong>([(ulong)CloneFlags.CLONE_PARENT, 0, 0, 0, 0, 0, 0, 0]), 8 * sizeof(ulong));
        var open = Try(Subject, SystemCall.PidfdOpen); // the sibling has got 0, which is no process
        _results.Add((fork, open));
        var message = Put<int>([EntryMessage.Forked, 0, 0, 0]);
        _sources.Add((Add(Subject, EntryRow.Copy, message + sizeof(int), EntryRow.OffsetOfA), open));
        Add(Subject, SystemCall.Sendto, (int)socket.DangerousGetHandle(), message, MessageLength, MSG_NOSIGNAL);
        Add(Subject, SystemCall.ExitGroup);
        Row(open).Otherwise = Next;
    }

    /// <summary>Makes an open directory the root, for a process that joins no mount namespace.</summary>
    public void ChangeRoot(SafeFileHandle root)
    {
        Add("change the root", SystemCall.Fchdir, Pass(root));
        Add("change the root", SystemCall.Chroot, Text("."));
    }

    /// <summary>Becomes root of the user namespace that was joined, where it has one.</summary>
    public void BecomeRoot()
    {
        Try("become root", SystemCall.Setresgid, 0, 0, 0);
        Try("become root", SystemCall.Setresuid, 0, 0, 0);
    }

    /// <summary>Joins the session keyring of a name.</summary>
    public void JoinKeyring(string name) =>
        Add($"unable to join session keyring {name}", SystemCall.Keyctl, SessionKeyring.KEYCTL_JOIN_SESSION_KEYRING, Text(name));

    /// <summary>Gives the session keyring permissions.</summary>
    public void SetKeyringPermissions(uint permissions, string subject) =>
        Add(subject, SystemCall.Keyctl, SessionKeyring.KEYCTL_SETPERM, SessionKeyring.KEY_SPEC_SESSION_KEYRING, permissions);

    /// <summary>Checks that a program can be executed, as the user that the process is by now.</summary>
    /// <param name="path">The program.</param>
    /// <param name="subject">What is told when it is not there or may not be executed.</param>
    /// <param name="denied">What is told when it is a directory.</param>
    public EntryPath Check(string path, string subject, string denied)
    {
        var (access, flags) = ProgramAccess();
        Add(subject, access, AT_FDCWD, Text(path), 1, flags);
        var directory = Try(denied, SystemCall.Faccessat, AT_FDCWD, Text($"{path}/"));
        Row(Refuse(denied)).Next = Next;
        Row(directory).Otherwise = Next;
        return EntryPath.Of(path);
    }

    /// <summary>Writes a value to one of the process's own files below /proc, in one write(2); with <paramref name="forgive"/> as far as it may.</summary>
    public void WriteProc(ProcDirectory proc, string path, string value, string subject, bool forgive = false)
    {
        const int HowLength = 3 * sizeof(long);
        var flags = OpenFlags.O_WRONLY.ToKernel();
        var open = proc.HasScopedOpen
            ? Add(subject, SystemCall.Openat2, Pass(proc.Handle), Text(path), Put<long>([flags, 0, (long)ProcDirectory.Strict]), HowLength)
            : Add(subject, SystemCall.Openat, Pass(proc.Handle), Text(path), flags);
        var write = Add(subject, SystemCall.Write, 0, Text(value), Encoding.UTF8.GetByteCount(value));
        _results.Add((open, write));
        if (forgive)
        {
            (Row(open).Otherwise, Row(write).Otherwise) = (Next, Next);
        }
    }

    /// <summary>Sets the file mode creation mask.</summary>
    public void SetUmask(uint mask) => Add("set the umask", SystemCall.Umask, mask);

    /// <summary>Enters a directory before and after <paramref name="become"/>: root may enter what the user may not, and the other way round. Leading outside of the root is refused.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="subject">What is told when it can't be entered.</param>
    /// <param name="outside">What is told when it is outside of the root.</param>
    /// <param name="become">Adds what makes the process the user.</param>
    public void EnterDirectory(string path, string subject, string outside, Action become)
    {
        var text = Text(path);
        var early = Try(subject, SystemCall.Chdir, text);
        var skip = Add(subject, EntryRow.Store, 0, SystemCall.Getpid);
        Row(early).Otherwise = Next;
        become();
        var late = Add(subject, SystemCall.Chdir, text);
        _references.Add((skip, late)); // a row begins with its number: what was done need not be done again
        var buffer = Reserve(LongestPath + 8);
        Add(outside, SystemCall.Getcwd, buffer, LongestPath);
        Add(outside, EntryRow.Compare, buffer, '/'); // "(unreachable)/..." has come from elsewhere (CVE-2024-21626)
    }

    /// <summary>Gives up all ways of gaining privilege by execve(2).</summary>
    public void SetNoNewPrivileges() => Add("give up new privileges", SystemCall.Prctl, ThreadCredentials.PR_SET_NO_NEW_PRIVS, 1);

    /// <summary>Keeps what the process was passed, and every descriptor from <paramref name="first"/> on, from the program.</summary>
    public void CloseOnExecuteFrom(int first, SafeFileHandle socket)
    {
        Pass(socket);
        foreach (var handle in _passed)
        {
            Add("close descriptors", SystemCall.Fcntl, (int)handle.DangerousGetHandle(), F_SETFD, FD_CLOEXEC);
        }

        _passed.Remove(socket);
        // Before Linux 5.11 it is refused, and no harm done: whatever this runtime opens is close-on-exec already.
        Try("close descriptors", SystemCall.CloseRange, first, int.MaxValue, CLOSE_RANGE_CLOEXEC);
    }

    /// <summary>Finds the first of some paths that can be executed, as the user that the process is by now.</summary>
    /// <param name="candidates">The paths, in order.</param>
    /// <param name="missing">What is told when there is none.</param>
    /// <param name="denied">What is told when there is one that may not be executed.</param>
    /// <returns>What <see cref="Execute"/> is to execute.</returns>
    public EntryPath Find(IReadOnlyList<string> candidates, string missing, string denied)
    {
        var (access, flags) = ProgramAccess();
        var stores = new List<int>(candidates.Count);
        var checks = new List<(long Path, int Row)>(candidates.Count);
        foreach (var candidate in candidates)
        {
            var path = Text(candidate);
            var executable = Try(missing, access, AT_FDCWD, path, 1, flags);
            var directory = Try(missing, SystemCall.Faccessat, AT_FDCWD, Text($"{candidate}/"));
            stores.Add(Add(missing, EntryRow.Store, 0, path));
            Row(executable).Otherwise = Next;
            Row(directory).Next = Next;
        }

        foreach (var store in stores)
        {
            checks.Add((Row(store).B, Try(missing, SystemCall.Faccessat, AT_FDCWD, Row(store).B)));
        }

        Refuse(missing);
        var refused = Refuse(denied);
        foreach (var (_, row) in checks)
        {
            Row(row).Next = refused;
        }

        foreach (var store in stores)
        {
            Row(store).Next = Next;
        }

        return new EntryPath(stores, null);
    }

    /// <summary>Puts on a filter of system calls; with a listener it is told, and the process waits for an answer.</summary>
    public void SetFilter(ReadOnlySpan<SocketFilter> filter, FilterFlags flags, SafeFileHandle socket)
    {
        const int SECCOMP_SET_MODE_FILTER = 1;
        var program = Put<long>([filter.Length, Put(filter)]); // struct sock_fprog
        var row = Add("seccomp", SystemCall.Seccomp, SECCOMP_SET_MODE_FILTER, (uint)flags, program);
        if (flags.HasFlag(FilterFlags.SECCOMP_FILTER_FLAG_NEW_LISTENER))
        {
            var message = Put<int>([EntryMessage.Listener, 0, 0, 0]);
            Row(row).Into = message + sizeof(int);
            var number = (int)socket.DangerousGetHandle();
            Add("hand over the listener of seccomp", SystemCall.Write, number, message, 3 * sizeof(int));
            Add("hand over the listener of seccomp", SystemCall.Read, number, Reserve(8), 1);
        }
    }

    /// <summary>Executes the program.</summary>
    public void Execute(EntryPath path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, string subject)
    {
        var row = Add(subject, SystemCall.Execve, path.Fixed is null ? 0 : Text(path.Fixed), Texts(arguments), Texts(environment));
        foreach (var store in path.Stores)
        {
            _references.Add((store, row));
            Row(store).A = EntryRow.OffsetOfA;
        }
    }

    // With the ids and capabilities that the process acts with, where the kernel has a call for that (Linux 5.8).
    private static (long Number, long Flags) ProgramAccess() =>
        Processes.ProgramPath.HasEffectiveAccess ? (SystemCall.Faccessat2, 0x200) : (SystemCall.Faccessat, 0);
}
