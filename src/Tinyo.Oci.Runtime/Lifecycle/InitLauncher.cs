using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Linux.Sockets;
using Tinyo.Oci.Runtime.Cgroups;
using Tinyo.Oci.Runtime.Init;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Starts a container's init process in its namespaces, which it enters before its managed runtime starts.</summary>
internal sealed class InitLauncher : IDisposable
{
    // The cgroup namespace is left to init itself: its root is the cgroup that the process is in by then.
    private const CloneFlags Late = CloneFlags.CLONE_NEWCGROUP;

    private readonly NamespacePlan _plan;
    private readonly string _bundle;
    private readonly ChildProgram _program = new();
    private readonly List<SafeFileHandle> _joined = [];
    private readonly SafeFileHandle _self;
    private readonly string? _selfPath;

    /// <summary>A launcher of an init that begins in the bundle, where its hooks expect to be.</summary>
    internal InitLauncher(ContainerPlan plan)
    {
        _plan = plan.Namespaces;
        _self = OpenSelf(_plan, out _selfPath);
        _bundle = plan.Bundle;
        if (!_plan.New.HasFlag(CloneFlags.CLONE_NEWUSER))
        {
            _program.ChangeDirectory(_bundle);
        }
    }

    /// <summary>Starts init in a container's cgroups.</summary>
    /// <param name="cgroup">The cgroups, which exist.</param>
    /// <param name="late">The path of one that init will enter by itself; null for none.</param>
    /// <param name="socket">This process's end of the channel to init.</param>
    /// <param name="isPlaced">Whether init was born in the cgroup of version 2; else it is still to be moved there.</param>
    internal ProcessHandle Launch(ICgroup cgroup, string? late, out MessageSocket socket, out bool isPlaced)
    {
        using var entrance = cgroup.OpenEntrance(late);
        foreach (var (tasks, path) in entrance.Legacy)
        {
            _program.EnterCgroup(tasks, path);
        }

        var (parentEnd, childEnd) = UnixSocket.Pair();
        socket = new MessageSocket(parentEnd);
        var atOnce = Compose();
        var number = (int)childEnd.DangerousGetHandle();
        _program.Duplicate(childEnd, number);
        _program.BlockSignals();
        _program.Execute(_self, ["tinyo-oci", InitStub.Verb, number.ToString(CultureInfo.InvariantCulture)], []);
        using var home = _plan.New.HasFlag(CloneFlags.CLONE_NEWUSER) ? EnterBundle() : null;
        try
        {
            return ChildLauncher.Launch(
                _program, atOnce, socket, childEnd, pid => IdMaps.Write(pid, _plan.UidMappings, _plan.GidMappings), entrance.Unified, out isPlaced);
        }
        finally
        {
            if (home is not null)
            {
                WorkingDirectory.Enter(home, "where the runtime was called");
            }
        }
    }

    // The way to the bundle may be closed to a new user namespace, as Podman's is, so its first process is born there. Returns the way back.
    private SafeFileHandle EnterBundle()
    {
        var home = FileSystem.Open(".", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        WorkingDirectory.Enter(_bundle);
        return home;
    }

    /// <summary>Throws what kept the child from becoming init, if that is what a message says.</summary>
    internal void ThrowIfFailed(in Message message) => MessageSocket.ThrowIfLaunchFailed(message, _program);

    /// <inheritdoc/>
    public void Dispose()
    {
        _program.Dispose();
        _self.Dispose();
        _joined.ForEach(static handle => handle.Dispose());
    }

    // Who gets at init inside, as /proc/PID/exe, must not get at the host's file (CVE-2019-5736). In mounts of its own init
    // executes that file through its own copy of the host's mount and makes that read-only and not executable, which costs
    // nothing; elsewhere it needs a mount that is made for it. Where others may have CAP_SYS_PTRACE it is a copy that they
    // can't read, so that they can't look through init at what it holds of the host (CVE-2016-9962).
    private static SafeFileHandle OpenSelf(NamespacePlan plan, out string? path)
    {
        path = null;
        if (plan.Joins(CloneFlags.CLONE_NEWUSER))
        {
            return OwnExecutable.PrivateCopy();
        }

        var self = OwnExecutable.Open();
        if (plan.New.HasFlag(CloneFlags.CLONE_NEWNS) && plan.TimeOffsets.Count == 0)
        {
            path = OwnExecutable.TryPath(self);
        }

        if (path is not null || OwnExecutable.TryProtect(self, out var mounted) is not Errno.None)
        {
            return self; // without the privilege to make a mount, this user's own file is at stake and no other's
        }

        self.Dispose();
        return mounted;
    }

    // As whom it can be found still: root of a user namespace may lack the way to it.
    private void ReopenSelf()
    {
        if (_selfPath is not null)
        {
            _program.Reopen(_self, _selfPath);
        }
    }

    // Adds the steps into the namespaces; returns those that clone3(2) can make at once.
    private CloneFlags Compose()
    {
        var made = _plan.New & ~Late;
        var newUser = made.HasFlag(CloneFlags.CLONE_NEWUSER);
        Join();
        if (!NeedsSibling(made, newUser))
        {
            ReopenSelf();
            if (newUser)
            {
                _program.BecomeMappedRoot();
            }

            return made;
        }

        if (_plan.TimeOffsets.Count > 0)
        {
            made = OffsetClocks(made, newUser);
            newUser = false;
        }

        _program.ForkSibling(made);
        ReopenSelf();
        if (newUser)
        {
            _program.BecomeMappedRoot();
        }

        return CloneFlags.None;
    }

    // A pid namespace takes in only children, offsets must be set before the first process is in, and what the host owns
    // can't be joined from inside a new user namespace: then one process goes ahead and its sibling becomes init.
    private bool NeedsSibling(CloneFlags made, bool newUser)
    {
        if (_plan.TimeOffsets.Count > 0 || (newUser && _plan.Join.Count > 0))
        {
            return true;
        }

        foreach (var join in _plan.Join)
        {
            if (join.Kind is CloneFlags.CLONE_NEWPID || (join.Kind is CloneFlags.CLONE_NEWUSER && made != CloneFlags.None))
            {
                return true;
            }
        }

        return false;
    }

    private CloneFlags OffsetClocks(CloneFlags made, bool newUser)
    {
        if (newUser)
        {
            _program.Unshare(CloneFlags.CLONE_NEWUSER);
            _program.BecomeMappedRoot();
        }

        _program.Unshare(CloneFlags.CLONE_NEWTIME);
        foreach (var offset in _plan.TimeOffsets)
        {
            _program.WriteFile("/proc/self/timens_offsets", $"{offset.Clock} {offset.Seconds} {offset.Nanoseconds}");
        }

        return made & ~(CloneFlags.CLONE_NEWUSER | CloneFlags.CLONE_NEWTIME);
    }

    // As host root everything can be joined; as less, some only from inside the user namespace that owns it: so twice.
    private void Join()
    {
        NamespaceJoin? user = null;
        SafeFileHandle? userHandle = null;
        foreach (var join in _plan.Join)
        {
            var handle = Open(join);
            _joined.Add(handle);
            if (join.Kind is CloneFlags.CLONE_NEWUSER)
            {
                (user, userHandle) = (join, handle);
            }
        }

        for (var i = 0; i < _plan.Join.Count; i++)
        {
            if (_plan.Join[i] is { Kind: not CloneFlags.CLONE_NEWUSER } join)
            {
                _program.Join(_joined[i], join.Kind, join.Path, forgive: user is not null);
            }
        }

        if (user is not null)
        {
            _program.Join(userHandle!, user.Kind, user.Path);
            _program.JoinForgivenAgain();
            _program.BecomeRoot();
        }
    }

    /// <summary>Opens a namespace that is to be joined.</summary>
    internal static SafeFileHandle Open(NamespaceJoin join)
    {
        var error = Namespace.TryOpen(join.Path, out var handle, out var kind);
        if (error is Errno.None && kind == join.Kind)
        {
            return handle;
        }

        handle.Dispose();
        throw error switch
        {
            Errno.None => new OciException($"namespace path {join.Path} is a {NamespaceNames.Of(kind)} namespace, not a {NamespaceNames.Of(join.Kind)} one"),
            Errno.ENOTTY => new OciException($"namespace path {join.Path} is not a namespace"),
            // Callers take "no such file" for a missing command, so these words are not used.
            Errno.ENOENT => new OciException($"namespace path {join.Path} does not lead to a {NamespaceNames.Of(join.Kind)} namespace: it is missing"),
            _ => new LinuxException("open", $"{NamespaceNames.Of(join.Kind)} namespace {join.Path}", error),
        };
    }
}
