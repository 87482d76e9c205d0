using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Entry;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Mounts;
using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Linux.Procfs;
using Tinyo.Oci.Linux.Signals;
using Tinyo.Oci.Linux.Terminals;
using Tinyo.Oci.Runtime.Cgroups;
using Tinyo.Oci.Runtime.Init;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>An init whose container is made from outside: this process enters its namespaces for the work, and it only waits and becomes the program.</summary>
/// <remarks>
/// The process inside is a file in memory with the calls that it makes (<see cref="EntryTable"/>): nothing of the host's is within
/// the container's reach, not even this binary (CVE-2019-5736), and no second managed runtime starts or takes the container's memory.
/// </remarks>
internal sealed class OutsideInit : IInitMaker, ISetupPartner
{
    // The pid namespace can't be visited; the cgroup namespace is made late: its root is the cgroup that the process is in by then.
    private const CloneFlags Visited = CloneFlags.CLONE_NEWNS | CloneFlags.CLONE_NEWUTS | CloneFlags.CLONE_NEWIPC | CloneFlags.CLONE_NEWNET | CloneFlags.CLONE_NEWCGROUP;

    private const int LongestDeath = 1000;

    private readonly ContainerPlan _plan;
    private readonly EntryChild _child;
    private readonly bool _startsAtOnce;
    private readonly InitSteps _steps;
    private readonly List<IDisposable> _held = [];
    private readonly Dictionary<int, SafeFileHandle> _begun = [];
    private readonly Dictionary<int, long> _slots = [];
    private readonly ProcessHandle _self = ProcessHandle.Open(CurrentProcess.Id);
    private CgroupEntrance _entrance = CgroupEntrance.None;
    private bool _isPlaced;
    private uint _callersUmask;
    private ProcessHandle? _init;
    private ContainerCreation? _creation;
    private NamespaceVisit? _visit;
    private PseudoTerminal? _terminal;

    private OutsideInit(ContainerPlan plan, EntryChild child, bool startsAtOnce)
    {
        (_plan, _child, _startsAtOnce) = (plan, child, startsAtOnce);
        _steps = new InitSteps(plan, child.Socket);
    }

    /// <inheritdoc/>
    public bool TakesMemory => false;

    /// <inheritdoc/>
    public IReadOnlyDictionary<int, SafeFileHandle> Trees { get; } = new Dictionary<int, SafeFileHandle>();

    /// <inheritdoc/>
    public IReadOnlyDictionary<int, SafeFileHandle> Begun => _begun;

    /// <summary>A maker for a container that can be made from outside; null for any other.</summary>
    /// <param name="plan">The container.</param>
    /// <param name="facts">The host.</param>
    /// <param name="limits">The container's limits.</param>
    /// <param name="startsAtOnce">Whether nobody but this process starts the container, by <see cref="Start"/>.</param>
    internal static OutsideInit? TryMake(ContainerPlan plan, HostFacts facts, ContainerLimits limits, bool startsAtOnce) =>
        Suits(plan, facts) && SurvivesMemory(plan, limits) && TryPrepare() is { } child ? new OutsideInit(plan, child, startsAtOnce) : null;

    /// <inheritdoc/>
    public ProcessHandle LaunchEarly(SafeFileHandle? unified)
    {
        // A pid namespace takes in only children. The others the child makes by itself, while this process makes cgroups.
        var (atOnce, rest) = (_plan.Namespaces.New & CloneFlags.CLONE_NEWPID, _plan.Namespaces.New & ~(CloneFlags.CLONE_NEWPID | CloneFlags.CLONE_NEWCGROUP));
        var table = _child.NewTable();
        table.Unshare(rest);
        foreach (var join in _plan.Namespaces.Join)
        {
            table.Join(Hold(InitLauncher.Open(join)), join.Kind, join.Path);
        }

        foreach (var mount in _plan.Mounts)
        {
            if (IsProc(mount))
            {
                _slots[mount.Index] = table.OpenFileSystem(mount.Type!);
            }
        }

        _steps.AddEarly(table);
        table.AwaitByte(_child.Socket, _self.PidFd);
        var error = _child.TryStart(table, atOnce, unified, null, out _init);
        _isPlaced = unified is not null && error is Errno.None;
        if (error is not Errno.None && unified is not null)
        {
            error = _child.TryStart(table, atOnce, null, null, out _init);
        }

        error.ThrowIfFailed("clone3", $"{atOnce}");
        return _init;
    }

    /// <inheritdoc/>
    public ProcessHandle Launch(ICgroup cgroup, string? late, out bool isPlaced)
    {
        _entrance = Hold(cgroup.OpenEntrance(late));
        isPlaced = _isPlaced || _entrance.Unified is null;
        return _init!;
    }

    /// <inheritdoc/>
    public void AwaitStarted()
    {
    }

    /// <inheritdoc/>
    public void SetUp(ContainerCreation creation, LateEntrance? late)
    {
        _creation = creation;
        AwaitPlaced();
        NetDevices.Move(_plan, _init!.Pid);
        _callersUmask = CurrentProcess.SetUmask(0);
        var root = MakeContainer();
        CurrentProcess.SetUmask(_callersUmask);
        if (_terminal is not null)
        {
            FileSystem.TryChangeOwner(_terminal.Slave, _plan.Process!.Uid, FileSystem.Stat(_terminal.Slave).Gid);
        }
        else if (_plan.Process is { } process)
        {
            StandardStreams.GiveTo(process.Uid);
        }

        using var gate = _startsAtOnce ? null : StartGate.Listen(creation.Container.Directory);
        using var signals = _startsAtOnce ? null : SignalMask.OpenReader();
        var program = _child.NewProgram();
        _steps.Add(program, root, gate, signals);
        _child.Execute(program, _terminal?.Slave);
        try
        {
            creation.WhileInitGetsReady();
        }
        catch (Exception failure) when (failure is OciException or LinuxException && _init.EndsWithin(0))
        {
            ThrowLastWords(); // what is done around a dead process fails, too: its unit is gone with it
            throw;
        }

        Await();
        _child.ForbidExecution();
        _terminal?.Slave.Dispose();
        _child.CloseChildEnd();
    }

    /// <inheritdoc/>
    public void ThrowLastWords()
    {
        if (_child.Await(_init!, out var failure) && failure is { } cause)
        {
            throw cause.ToException();
        }
    }

    /// <inheritdoc/>
    public bool TryCommit() => _child.TryGoOn();

    /// <inheritdoc/>
    public void Start(Action<int>? passListener)
    {
        _child.TryGoOn(); // dead, it may have said why
        StartGate.Follow(_child.Messages, passListener);
    }

    /// <inheritdoc/>
    public bool RunHooks()
    {
        if (_plan.Hooks.Prestart.Count + _plan.Hooks.CreateRuntime.Count > 0)
        {
            CurrentProcess.SetUmask(_callersUmask);
            _visit!.AtHome(_creation!.RunHooks);
            CurrentProcess.SetUmask(0);
        }

        return true;
    }

    /// <inheritdoc/>
    public void TakeConsole(PseudoTerminal terminal) => (_terminal, _creation!.Console) = (terminal, terminal.Master);

    /// <inheritdoc/>
    public void Dispose()
    {
        _child.Dispose();
        _steps.Dispose();
        _self.Dispose();
        _held.ForEach(static item => item.Dispose());
    }

    // Elsewhere somebody inside is needed: what a user namespace owns can't be made from outside of it, and from inside of one
    // the way back is closed; offsets of clocks and a joined pid namespace take one more process; hooks in the container's
    // namespaces are its children.
    private static bool Suits(ContainerPlan plan, HostFacts facts) =>
        facts is { InUserNamespace: false, Rootless: false }
        && plan.Namespaces is { TimeOffsets.Count: 0 } namespaces
        && namespaces.New.HasFlag(CloneFlags.CLONE_NEWNS)
        && (namespaces.New & (CloneFlags.CLONE_NEWUSER | CloneFlags.CLONE_NEWTIME)) == 0
        && !namespaces.Joins(CloneFlags.CLONE_NEWUSER) && !namespaces.Joins(CloneFlags.CLONE_NEWPID) && !namespaces.Joins(CloneFlags.CLONE_NEWTIME)
        && plan is { RootFilesystem.NoPivot: false, Hooks: { CreateContainer.Count: 0, StartContainer.Count: 0 } }
        && MountApi.IsAvailable
        && !HasSpecialProc(plan);

    // Where executable files in memory are forbidden, init is this binary.
    private static EntryChild? TryPrepare()
    {
        try
        {
            return EntryChild.Prepare(sharesDescriptors: true);
        }
        catch (LinuxException)
        {
            return null;
        }
    }

    // Memory that runs out kills all who share it: so a limit that is so low is set only when the process has its own.
    private static bool SurvivesMemory(ContainerPlan plan, ContainerLimits limits) =>
        !limits.AreTooLittleForInit || plan is { Cgroup.Unit: null, Hooks: { Prestart.Count: 0, CreateRuntime.Count: 0 } };

    private static bool HasSpecialProc(ContainerPlan plan)
    {
        foreach (var mount in plan.Mounts)
        {
            if (IsProc(mount) && (mount.IdMap is not null || !MountExecutor.UsesDescriptors(mount)))
            {
                return true;
            }
        }

        return false;
    }

    // The one file system that belongs to the pid namespace of the process that begins it.
    private static bool IsProc(MountPlan mount) => mount is { Kind: MountKind.FileSystem, Type: "proc" };

    // From here on the child is where it belongs, and what it has opened is there.
    private void AwaitPlaced()
    {
        var table = _child.NewTable();
        foreach (var (tasks, path) in _entrance.Legacy)
        {
            table.EnterCgroup(tasks, path);
        }

        if (_plan.Namespaces.New.HasFlag(CloneFlags.CLONE_NEWCGROUP))
        {
            table.Unshare(CloneFlags.CLONE_NEWCGROUP);
        }

        table.Reach(_child.Socket);
        table.AwaitByte(_child.Socket, _self.PidFd);
        _child.GoOn(table);
        Await();
        foreach (var (index, slot) in _slots)
        {
            _begun[index] = Hold(_child.Descriptor(slot));
        }
    }

    private RootedDirectory MakeContainer()
    {
        var kinds = _plan.Namespaces.New & Visited;
        foreach (var join in _plan.Namespaces.Join)
        {
            kinds |= join.Kind & Visited;
        }

        try
        {
            using var visit = NamespaceVisit.Begin(_init!, kinds);
            _visit = visit;
            var root = Hold(new ContainerSetup(_plan, this).Make()!);
            root.Enter();
            return root.Directory;
        }
        catch (LinuxException failure) when (failure.Error is Errno.ESRCH && _init!.EndsWithin(LongestDeath))
        {
            throw _creation!.Died(); // by a hook, say
        }
        catch (Exception failure) when (failure is OciException or LinuxException)
        {
            throw new OciException(InitFailure.Describe(failure), failure);
        }
    }

    private void Await()
    {
        if (!_child.Await(_init!, out var failure))
        {
            throw _creation!.Died();
        }

        if (failure is { } cause)
        {
            throw cause.ToException();
        }
    }

    private T Hold<T>(T item)
        where T : IDisposable
    {
        _held.Add(item);
        return item;
    }
}
