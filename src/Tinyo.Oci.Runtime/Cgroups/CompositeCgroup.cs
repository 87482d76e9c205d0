using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Signals;
using Tinyo.Oci.Runtime.State;

namespace Tinyo.Oci.Runtime.Cgroups;

/// <summary>A container's cgroups in all hierarchies of the machine: of v1, of v2, or of both on a hybrid one.</summary>
internal sealed class CompositeCgroup(string manager, List<CgroupTree> trees, bool tolerant) : ICgroup
{
    private const int LongestWait = 2000;
    private const int LongestFarewell = 500;
    private const int LongestPause = 50;
    private const int MostRounds = 50;
    private const int MostHeld = 64;

    /// <inheritdoc/>
    public CgroupRecord Record
    {
        get
        {
            var directories = new List<CgroupDirectory>(trees.Count);
            foreach (var tree in trees)
            {
                directories.Add(tree.Directory);
            }

            return trees.Count == 0 ? CgroupRecord.None : new CgroupRecord { Manager = manager, Directories = directories };
        }
    }

    // One hierarchy knows all processes: v2 is it where there is one, since it is told apart by no controller.
    private CgroupTree? Tracker => Own(trees.Find(static tree => tree.Directory.IsV2)) ?? Freezer ?? Own(trees.Count > 0 ? trees[0] : null);

    private CgroupTree? Freezer => Own(
        trees.Find(static tree => tree.CanFreeze && !tree.Directory.IsV2) ?? trees.Find(static tree => tree.CanFreeze));

    /// <inheritdoc/>
    public void Create(Action<SafeFileHandle?>? born = null)
    {
        try
        {
            ForEachPermitted(static tree => tree.Directory.IsV2 ? tree.TryCreate() : Errno.None, "can't be made");
            if (trees is [CgroupV2 only])
            {
                only.EnableControllers();
            }

            if (born is not null)
            {
                using var unified = OpenUnified();
                born(unified);
            }

            ForEachPermitted(static tree => tree.Directory.IsV2 ? Errno.None : tree.TryCreate(), "can't be made");
        }
        catch when (born is null)
        {
            Undo();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Undo()
    {
        trees.ForEach(static tree => tree.Undo());
        trees.Clear(); // what is left there is somebody else's: no later Remove may touch it
    }

    /// <inheritdoc/>
    public CgroupEntrance OpenEntrance(string? except = null)
    {
        var legacy = new List<(SafeFileHandle, string)>(trees.Count);
        SafeFileHandle? unified = null;
        ForEachPermitted(Open, "can't be joined");
        return new CgroupEntrance(legacy, unified);

        Errno Open(CgroupTree tree)
        {
            if (tree.Directory.Path == except)
            {
                return Errno.None;
            }

            if (tree.TryOpenEntrance(out var handle) is not Errno.None and var error)
            {
                return error;
            }

            if (tree.Directory.IsV2)
            {
                unified = handle;
            }
            else
            {
                legacy.Add((handle, tree.Directory.Path));
            }

            return Errno.None;
        }
    }

    private SafeFileHandle? OpenUnified()
    {
        SafeFileHandle? unified = null;
        ForEachPermitted(Open, "can't be joined");
        return unified;

        Errno Open(CgroupTree tree) => tree.Directory.IsV2 ? tree.TryOpenEntrance(out unified) : Errno.None;
    }

    /// <inheritdoc/>
    public void JoinUnified(int pid) =>
        ForEachPermitted(tree => tree.Directory.IsV2 ? tree.TryJoin(pid) : Errno.None, $"process {pid} can't join");

    /// <inheritdoc/>
    public void Join(int pid) => ForEachPermitted(tree => tree.TryJoin(pid), $"process {pid} can't join");

    /// <inheritdoc/>
    public IReadOnlyList<int> Processes()
    {
        var pids = new SortedSet<int>();
        if (Tracker is { } tracker && !tracker.TryCollect(pids))
        {
            trees.FindAll(static tree => !tree.IsTaken()).ForEach(tree => tree.TryCollect(pids));
        }

        return [.. pids];
    }

    /// <inheritdoc/>
    public void SignalAll(Signal signal)
    {
        var kills = signal == Signal.Kill;
        var wasFrozen = IsFrozen();
        if (kills && Tracker is { } tracker && tracker.TryKill())
        {
            ThawAll();
            return;
        }

        // Frozen processes can't fork away from the signal; should the freezer fail, the rounds below catch up with them.
        var frozen = wasFrozen || TryFreezeOthers();
        try
        {
            SignalRounds(signal);
        }
        finally
        {
            if (kills)
            {
                ThawAll();
            }
            else if (frozen && !wasFrozen)
            {
                Thaw();
            }
        }
    }

    /// <inheritdoc/>
    public bool IsFrozen() => Freezer?.IsFrozen() ?? false;

    /// <inheritdoc/>
    public void Freeze()
    {
        if (Freezer is not { } freezer)
        {
            throw CgroupTree.Failure("can't be frozen", "freezer", Errno.ENOENT);
        }

        var isDone = false;
        try
        {
            isDone = Retry.Until(() => freezer.TrySetFrozen(true), LongestWait, LongestPause);
        }
        finally
        {
            if (!isDone)
            {
                freezer.ThawAll();
            }
        }

        if (!isDone)
        {
            throw CgroupTree.Failure("can't be frozen", freezer.Directory.Path, Errno.EBUSY);
        }
    }

    /// <inheritdoc/>
    public void Thaw() => Freezer?.TrySetFrozen(false);

    /// <inheritdoc/>
    public void ThawAll() => Freezer?.ThawAll();

    /// <inheritdoc/>
    public void Remove()
    {
        var busy = trees.FindAll(static tree => !tree.IsTaken() && tree.TryRemove() is not Errno.None);
        if (busy.Count > 0)
        {
            SignalAll(Signal.Kill);
            Retry.Until(() => busy.TrueForAll(IsRemoved), LongestWait, LongestPause);
            if (busy.Find(tree => !IsRemoved(tree)) is { } left)
            {
                throw CgroupTree.Failure("can't be removed, it still has processes", left.Directory.Path, Errno.EBUSY);
            }
        }

        trees.ForEach(static tree => tree.RemoveParents());
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> RemoveUnlessUsed()
    {
        var busy = trees.FindAll(static tree => !tree.IsTaken() && tree.TryRemove() is not Errno.None);
        // Whoever is dead already may take a moment to leave.
        Retry.Until(() => busy.TrueForAll(static tree => tree.TryRemoveTree() is Errno.None), LongestFarewell, LongestPause);
        trees.ForEach(static tree => tree.RemoveParents());
        return busy.FindAll(static tree => tree.TryRemoveTree() is not Errno.None).ConvertAll(static tree => tree.Directory.Path);
    }

    private static CgroupTree? Own(CgroupTree? tree) => tree is null || tree.IsTaken() ? null : tree;

    // A process may have left one hierarchy's cgroup and not another's, so each is asked for its own.
    private static bool IsRemoved(CgroupTree tree)
    {
        if (tree.TryRemoveTree() is Errno.None)
        {
            return true;
        }

        SignalMembers(Members(tree), () => Members(tree), Signal.Kill);
        return false;
    }

    private static HashSet<int> Members(CgroupTree tree)
    {
        var pids = new HashSet<int>();
        tree.TryCollect(pids);
        return pids;
    }

    // Without privileges a hierarchy in which nothing may be done is left out.
    private void ForEachPermitted(Func<CgroupTree, Errno> step, string what)
    {
        for (var i = 0; i < trees.Count; i++)
        {
            switch (step(trees[i]))
            {
                case Errno.None:
                    break;
                case Errno.EACCES or Errno.EPERM or Errno.EROFS when tolerant:
                    trees[i].Undo();
                    trees.RemoveAt(i--);
                    break;
                case var error:
                    throw CgroupTree.Failure(what, trees[i].Directory.Path, error);
            }
        }
    }

    private void SignalRounds(Signal signal)
    {
        var done = new HashSet<int>();
        for (var round = 0; round < MostRounds; round++)
        {
            var pids = new HashSet<int>(Processes());
            pids.ExceptWith(done);
            if (pids.Count == 0)
            {
                return;
            }

            SignalMembers(pids, Processes, signal);
            done.UnionWith(pids);
        }
    }

    // A few at a time: each is held by a descriptor, and of those a process may have a thousand or less.
    private static void SignalMembers(HashSet<int> pids, Func<IReadOnlyCollection<int>> members, Signal signal)
    {
        var held = new List<ProcessHandle>(MostHeld);
        foreach (var pid in pids)
        {
            if (pid != Environment.ProcessId && ProcessHandle.TryOpen(pid) is { } process)
            {
                held.Add(process);
            }

            if (held.Count == MostHeld)
            {
                SignalHeld(held, members, signal);
            }
        }

        SignalHeld(held, members, signal);
    }

    // A pid that was read may have changed hands: it is held first, and then must still be listed.
    private static void SignalHeld(List<ProcessHandle> held, Func<IReadOnlyCollection<int>> members, Signal signal)
    {
        var still = members();
        foreach (var process in held)
        {
            if (still.Contains(process.Pid))
            {
                process.TrySignal(signal);
            }

            process.Dispose();
        }

        held.Clear();
    }

    // Whoever is inside would freeze himself.
    private bool TryFreezeOthers()
    {
        if (Freezer is null || Processes() is not { Count: > 0 } pids || pids.Contains(Environment.ProcessId))
        {
            return false;
        }

        try
        {
            Freeze();
            return true;
        }
        catch (Spec.OciException)
        {
            return false;
        }
    }
}
