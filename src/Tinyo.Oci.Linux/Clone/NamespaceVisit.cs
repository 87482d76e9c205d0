using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Mounts;

namespace Tinyo.Oci.Linux.Clone;

/// <summary>This thread's stay in namespaces of another process; no other thread of this process takes part, nor does the pid namespace.</summary>
/// <remarks>Only the thread that made a visit may end it. User namespaces and time namespaces take in no thread of a process that has several, see setns(2).</remarks>
public sealed class NamespaceVisit : IDisposable
{
    private readonly ProcessHandle _host;
    private readonly CloneFlags _kinds;
    private readonly List<(CloneFlags Kind, SafeFileHandle Handle)> _own;
    private readonly SafeFileHandle _root;
    private readonly SafeFileHandle _directory;
    private bool _isThere;

    private NamespaceVisit(ProcessHandle host, CloneFlags kinds)
    {
        (_host, _kinds) = (host, kinds);
        _own = Namespace.OpenOwn(kinds);
        _root = FileSystem.Open("/", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        _directory = FileSystem.Open(".", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
    }

    /// <summary>Enters namespaces of a process, since Linux 5.8.</summary>
    /// <param name="host">The process.</param>
    /// <param name="kinds">Which of its namespaces.</param>
    public static NamespaceVisit Begin(ProcessHandle host, CloneFlags kinds)
    {
        const int CLONE_FS = 0x200;
        LinuxException.ThrowIfFailed(Libc.Unshare(CLONE_FS), "unshare", "CLONE_FS"); // who shares its root can't change mounts
        var visit = new NamespaceVisit(host, kinds);
        visit.Enter();
        return visit;
    }

    /// <summary>Goes back for a while to do something at home.</summary>
    public void AtHome(Action action)
    {
        Leave();
        action();
        Enter();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Leave();
        _root.Dispose();
        _directory.Dispose();
        _own.ForEach(static item => item.Handle.Dispose());
    }

    private void Enter()
    {
        LinuxException.ThrowIfFailed(Libc.Syscall(SystemCall.Setns, _host.PidFd.DangerousGetHandle(), (nint)_kinds), "setns", $"{_kinds}");
        _isThere = true;
    }

    private void Leave()
    {
        if (!_isThere)
        {
            return;
        }

        _isThere = false;
        foreach (var (kind, handle) in _own)
        {
            LinuxException.ThrowIfFailed(Libc.Syscall(SystemCall.Setns, handle.DangerousGetHandle(), (nint)kind), "setns", $"{kind}");
        }

        // A mount namespace is entered at its root, which need not be this process's.
        RootDirectory.Change(_root);
        WorkingDirectory.Enter(_directory, "where the runtime was called");
    }
}
