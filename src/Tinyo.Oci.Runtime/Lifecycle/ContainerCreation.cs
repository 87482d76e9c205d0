using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Linux.Procfs;
using Tinyo.Oci.Linux.Signals;
using Tinyo.Oci.Runtime.Cgroups;
using Tinyo.Oci.Runtime.Cgroups.Devices;
using Tinyo.Oci.Runtime.Init;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Runtime.Resctrl;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>A container in the making: what is there so far, and the way to the next step.</summary>
internal sealed class ContainerCreation : IDisposable
{
    private const int LongestOomKill = 20;

    private readonly RuntimeContext _context;
    private readonly ContainerPlan _plan;
    private readonly IInitMaker _maker;
    private readonly ContainerLimits _limits;
    private readonly ResctrlGroup? _resctrl;

    private ContainerCreation(RuntimeContext context, ContainerPlan plan, HostFacts facts, Container container, ResctrlGroup? resctrl, bool startsAtOnce)
    {
        (_context, _plan, Container, _resctrl) = (context, plan, container, resctrl);
        _limits = new ContainerLimits(context, plan.Cgroup, facts);
        _maker = OutsideInit.TryMake(plan, facts, _limits, startsAtOnce) ?? (IInitMaker)new InsideInit(plan);
    }

    /// <summary>The container, as far as it is on record.</summary>
    internal Container Container { get; private set; }

    /// <summary>Its init process, a child of this one.</summary>
    internal ProcessHandle? Init { get; private set; }

    /// <summary>The master of its terminal, once init has made it.</summary>
    internal SafeFileHandle? Console { get; set; }

    /// <summary>Claims the id and puts on record what is going to be made, so that whatever happens delete finds it.</summary>
    internal static ContainerCreation Begin(RuntimeContext context, ContainerId id, Preparation preparation, bool startsAtOnce)
    {
        var directory = new StateStore(context.Root).Reserve(id);
        var (plan, facts) = (preparation.Plan, preparation.Facts);
        try
        {
            var cgroup = ContainerCgroup.Plan(context, plan, facts);
            var resctrl = plan.IntelRdt is { } wanted ? ResctrlGroup.Plan(wanted, plan.Id, context.FindResctrl()) : null;
            if (!plan.Namespaces.Has(CloneFlags.CLONE_NEWNS))
            {
                directory.MakeStage();
                plan = plan with { RootFilesystem = plan.RootFilesystem with { StagedAt = directory.StagePath } };
            }

            var record = Record(plan) with { Cgroup = cgroup.Record, Program = preparation.Program, Resctrl = resctrl?.Place };
            directory.WriteRecord(record);
            ContainerFilter.Write(directory, plan.Process?.Seccomp);
            plan = NotifySocketMount.AddTo(plan, directory);
            return new ContainerCreation(context, plan, facts, new Container(directory, record, cgroup), resctrl, startsAtOnce);
        }
        catch
        {
            directory.Remove();
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Makes the container up to the point where it waits for start.</summary>
    internal void Make()
    {
        CreateCgroups();
        _resctrl?.Make(Schemata.Of(_plan.IntelRdt!));
        using var late = Container.Cgroup.IsMadeAroundProcess ? null : LaunchIntoCgroups();
        Init ??= _maker.Launch(NoCgroup.Instance, null, out _);
        if (_maker.TakesMemory)
        {
            AdjustOomScore();
        }

        OwnStdio();
        if (Container.Cgroup.IsMadeAroundProcess)
        {
            MakeCgroupsAroundInit();
        }

        DelegateCgroup();
        _resctrl?.Join(Init.Pid);
        _maker.SetUp(this, late);
        if (!_maker.TakesMemory)
        {
            AdjustOomScore(); // not before: who shares memory shares its score, so it would be this process's as well
        }

        if (SetsMemoryLast)
        {
            _limits.SetBeforeInitJoins(Container.Cgroup.Record);
            if (Init.EndsWithin(LongestOomKill))
            {
                throw Died();
            }
        }

        _limits.SetOnceInitIsSetUp(Container.Cgroup);
    }

    /// <summary>What can be done while init gets ready on its own.</summary>
    internal void WhileInitGetsReady()
    {
        if (!SetsMemoryLast)
        {
            _limits.SetOnceInitIsSetUp(Container.Cgroup);
            Remember();
        }
    }

    /// <summary>Lets init, which is on record, outlive this process.</summary>
    internal void Commit()
    {
        if (Container.Record.Pid == 0)
        {
            Remember();
        }

        if (!_maker.TryCommit())
        {
            // Its pid is on record by now, so others may have killed it as well.
            throw SetsMemoryLast ? Died() : new OciException("container init died before the container was ready: killed, or out of memory");
        }
    }

    /// <summary>Lets the program run and waits until it does; throws what init says when it can't.</summary>
    /// <param name="passListener">Passes on the listener of the program's filter, by its number in init; null when it has none.</param>
    internal void Start(Action<int>? passListener) => _maker.Start(passListener);

    private void Remember()
    {
        var status = ProcessStatus.TryRead(Init!.Pid) ?? throw Died();
        var record = Container.Record with { Pid = Init.Pid, StartTime = status.StartTime, Cgroup = Container.Cgroup.Record };
        Container.Directory.WriteRecord(record);
        Container = new Container(Container.Directory, record, Container.Cgroup);
    }

    /// <summary>Runs the hooks that the runtime runs once the mounts are there.</summary>
    internal void RunHooks()
    {
        _limits.SetOnceInitIsSetUp(Container.Cgroup);
        // Step 2 of the specification's lifecycle, creating, is over; the newer kinds keep runc's word for it.
        Container.HooksAt("prestart", StatusNames.Created, Init!.Pid).Run(_plan.Hooks.Prestart);
        Container.HooksAt("createRuntime", StatusNames.Creating, Init.Pid).Run(_plan.Hooks.CreateRuntime);
    }

    /// <summary>Why init is dead, which has said nothing itself.</summary>
    internal OciException Died()
    {
        Init!.EndsWithin(1000);
        return new OciException(Init.TryWait() is { Signal: 9 }
            ? "container init was OOM-killed (memory limit too low?)"
            : "container init died before the container was ready");
    }

    /// <summary>Takes everything back.</summary>
    internal void Undo()
    {
        if (Init is not null)
        {
            ContainerRemoval.Kill(Container, Init);
            Init.Wait();
        }
        else
        {
            Container.Cgroup.Undo(); // nobody was in it, and what was there before stays
        }

        ContainerRemoval.ExecuteAfterFailure(_context, Container);
        _resctrl?.Undo();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Console?.Dispose();
        Init?.Dispose();
        _maker.Dispose();
        Container.Dispose();
    }

    private void DelegateCgroup()
    {
        if (_plan.Cgroup.Owner is { } owner)
        {
            CgroupDelegation.Give(Container.Cgroup.Record, owner);
        }
    }

    // Memory that runs out kills all who share it, and until it has its own init may share this process's.
    private bool SetsMemoryLast => !_maker.TakesMemory && _limits.AreTooLittleForInit;

    private void CreateCgroups()
    {
        try
        {
            Container.Cgroup.Create(unified => Init = _maker.LaunchEarly(unified));
        }
        catch
        {
            if (Init is not null)
            {
                Init.TrySignal(Signal.Kill);
                Init.Wait();
                Init.Dispose();
                Init = null;
            }

            Container.Cgroup.Undo();
            throw;
        }
    }

    private LateEntrance? LaunchIntoCgroups()
    {
        if (!SetsMemoryLast)
        {
            _limits.SetBeforeInitJoins(Container.Cgroup.Record);
        }

        var late = _maker.TakesMemory ? _limits.OpenLateEntrance(Container.Cgroup.Record) : null;
        Init = _maker.Launch(Container.Cgroup, late?.Path, out var isPlaced);
        if (!isPlaced && late is not { IsV2: true })
        {
            Container.Cgroup.JoinUnified(Init.Pid);
        }

        return late;
    }

    private void MakeCgroupsAroundInit()
    {
        if (_limits.AreTooLittleForInit)
        {
            _maker.AwaitStarted();
        }

        try
        {
            Container.Cgroup.MakeAround(Init!.Pid);
        }
        catch (OciException) when (Init!.EndsWithin(0))
        {
            _maker.ThrowLastWords();
            throw;
        }
    }

    private void AdjustOomScore()
    {
        if (_plan.Process?.OomScoreAdj is not { } score)
        {
            return;
        }

        using var proc = ProcDirectory.Open();
        if (proc.TryWrite($"{Init!.Pid}/oom_score_adj", $"{score}") is not Errno.None and var error
            && !(error is Errno.EACCES && (ThreadCredentials.Euid != 0 || _plan.Process.InUserNamespace))) // without privilege it can't be lowered, as runc accepts
        {
            throw new LinuxException("write", $"process.oomScoreAdj {score}", error);
        }
    }

    // Init can't give away what its user namespace does not know the owner of; whoever made that namespace can.
    private void OwnStdio()
    {
        if (_plan.Process is { Terminal: false } process && _plan.Namespaces.New.HasFlag(CloneFlags.CLONE_NEWUSER)
            && _plan.Namespaces.HostUid(process.Uid) is { } uid)
        {
            StandardStreams.GiveTo(uid, _plan.Namespaces.HostGid(process.Gid) ?? uid);
        }
    }

    private static ContainerRecord Record(ContainerPlan plan) => new()
    {
        OciVersion = plan.OciVersion,
        Id = plan.Id,
        Bundle = plan.Bundle,
        Rootfs = plan.RootFilesystem.Path,
        Created = DateTime.UtcNow,
        HasProcess = plan.Process is not null,
        SharedPidNamespace = !plan.Namespaces.New.HasFlag(CloneFlags.CLONE_NEWPID),
        Annotations = plan.Annotations,
        DeviceRules = DeviceRules.Fingerprint(plan.Cgroup.Resources?.Devices ?? []),
        SeccompListener = plan.SeccompListener,
        SeccompMetadata = plan.SeccompMetadata,
        Poststart = plan.Hooks.Poststart,
        Poststop = plan.Hooks.Poststop,
    };
}
