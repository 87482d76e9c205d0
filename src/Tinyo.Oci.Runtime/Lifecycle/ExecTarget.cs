using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Linux.Procfs;
using Tinyo.Oci.Linux.Terminals;
using Tinyo.Oci.Runtime.Init;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>The container that a process joins, as it is seen from outside: everything is opened here, before there is a process.</summary>
internal sealed class ExecTarget : IDisposable
{
    private const string Multiplexer = "/dev/pts/ptmx";

    private readonly SafeFileHandle _ownPidNamespace;
    private ProcDirectory? _proc;

    private ExecTarget(ProcessHandle init, CloneFlags namespaces)
    {
        (Init, Namespaces) = (init, namespaces);
        Root = new RootedDirectory(FileSystem.Open($"/proc/{init.Pid}/root", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY));
        _ownPidNamespace = FileSystem.Open("/proc/self/ns/pid", OpenFlags.O_RDONLY);
        var answer = HasOwnPids ? Namespace.TryHaveChildrenIn(init.PidFd, _ownPidNamespace) : Errno.None;
        if (answer is Errno.EINVAL)
        {
            NamespaceHandles = Namespace.Open(init.Pid, namespaces);
            answer = Namespace.TryHaveChildrenIn(PidNamespace!, _ownPidNamespace);
        }

        NeedsSibling = answer is not Errno.None;
    }

    /// <summary>The container's init process.</summary>
    internal ProcessHandle Init { get; }

    /// <summary>The namespaces that are not this process's own.</summary>
    internal CloneFlags Namespaces { get; }

    /// <summary>Whether all of them can be joined in one call, by the process that is in them: since Linux 5.8.</summary>
    internal bool JoinsAtOnce => NamespaceHandles.Count == 0;

    /// <summary>The namespaces one by one, the user namespace first, where they can't be joined at once.</summary>
    internal List<(CloneFlags Kind, SafeFileHandle Handle)> NamespaceHandles { get; } = [];

    /// <summary>Whether the pid namespace can be entered only from inside the user namespace, by a process that goes ahead.</summary>
    internal bool NeedsSibling { get; }

    /// <summary>Whether the container's user namespace leaves everybody with the groups that he has, see user_namespaces(7).</summary>
    internal bool ForbidsGroups { get; private set; }

    /// <summary>The container's root.</summary>
    internal RootedDirectory Root { get; }

    /// <summary>The host's /proc; opened when it is first asked for.</summary>
    internal ProcDirectory Proc => _proc ??= ProcDirectory.Open();

    /// <summary>The terminal, if the process gets one.</summary>
    internal PseudoTerminal? Terminal { get; private set; }

    /// <summary>The environment, with HOME.</summary>
    internal IReadOnlyList<string> Environment { get; private set; } = [];

    /// <summary>The streams that only a process inside the user namespace can give to its user.</summary>
    internal IReadOnlyList<int> StreamsToGive { get; private set; } = [];

    /// <summary>What leads to the pid namespace that the process is to be born in, and to this process's own; null when they are one.</summary>
    internal (SafeFileHandle Other, SafeFileHandle Own)? PidNamespaces =>
        HasOwnPids && !NeedsSibling ? (PidNamespace!, _ownPidNamespace) : null;

    private bool HasOwnPids => Namespaces.HasFlag(CloneFlags.CLONE_NEWPID);

    private SafeFileHandle? PidNamespace =>
        JoinsAtOnce ? Init.PidFd : NamespaceHandles.Find(static item => item.Kind is CloneFlags.CLONE_NEWPID).Handle;

    /// <summary>Opens what there is to open for a process.</summary>
    internal static ExecTarget Open(ProcessHandle init, ProcessPlan process)
    {
        var target = new ExecTarget(init, Namespace.Differing(init.Pid));
        try
        {
            target.Environment = HomeDirectory.FillIn(process.Env, process.Uid, target.Root);
            if (process.Terminal)
            {
                target.MakeTerminal(process);
            }

            target.GiveStreams(process);
            target.ForbidsGroups = (FileSystem.TryReadText($"/proc/{init.Pid}/setgroups") ?? "").StartsWith("deny", StringComparison.Ordinal);
            // Held all the time: what was opened by its pid in between was its own if it still lives.
            return init.EndsWithin(0) ? throw new OciException("cannot exec in a stopped container") : target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Terminal?.Dispose();
        _proc?.Dispose();
        Root.Dispose();
        _ownPidNamespace.Dispose();
        NamespaceHandles.ForEach(static item => item.Handle.Dispose());
    }

    private void MakeTerminal(ProcessPlan process)
    {
        if (Root.TryOpen(Multiplexer, OpenFlags.O_PATH, out var node) is not Errno.None and var error)
        {
            // Callers take "no such file" for a missing command, so these words are not used.
            throw new OciException($"cannot allocate tty: the container's {Multiplexer}: {(error is Errno.ENOENT ? "it is missing" : LinuxException.Describe(error))}");
        }

        node.Dispose();
        Terminal = PseudoTerminal.Open(Root, Multiplexer);
        Label(Terminal, process.TerminalLabel);
        if (process.TerminalHeight != 0 || process.TerminalWidth != 0)
        {
            new WindowSize { Height = process.TerminalHeight, Width = process.TerminalWidth }.TrySet(Terminal.Slave);
        }
    }

    private static void Label(PseudoTerminal terminal, string? label)
    {
        if (label is not null && ExtendedAttribute.TrySetLabel(terminal.Slave, label) is not Errno.None and var error)
        {
            throw new LinuxException("setxattr", $"label of the terminal, {label}", error);
        }
    }

    private void GiveStreams(ProcessPlan process)
    {
        var inside = Namespaces.HasFlag(CloneFlags.CLONE_NEWUSER);
        var owner = inside ? IdMaps.Outside(Init.Pid, "uid_map", process.Uid) : process.Uid;
        if (owner is not { } uid)
        {
            return; // setresuid will say that the id is not mapped
        }

        StreamsToGive = Terminal is null
            ? StandardStreams.GiveTo(uid, null)
            : FileSystem.TryChangeOwner(Terminal.Slave, uid, FileSystem.Stat(Terminal.Slave).Gid) is Errno.None ? [] : [0];
    }
}
