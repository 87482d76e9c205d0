using System.Text;
using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Linux.Scheduling;
using Tinyo.Oci.Linux.Seccomp;
using Tinyo.Oci.Linux.Signals;
using Tinyo.Oci.Linux.Sockets;
using Tinyo.Oci.Runtime.Hooks;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>The container's program, found and ready, but not yet running.</summary>
internal sealed class PreparedProgram
{
    private const int FirstAfterStdio = 3;

    private readonly ContainerPlan? _plan;
    private readonly ProcessPlan? _process;
    private readonly string _path = "";
    private readonly IReadOnlyList<string> _environment = [];
    private readonly bool _isInDirectory;

    private PreparedProgram()
    {
    }

    private PreparedProgram(ContainerPlan plan, ProcessPlan process, string path, IReadOnlyList<string> environment, bool isInDirectory) =>
        (_plan, _process, _path, _environment, _isInDirectory) = (plan, process, path, environment, isInDirectory);

    /// <summary>What a container without a process has: it can be created and deleted, never started.</summary>
    internal static PreparedProgram Nothing { get; } = new();

    /// <summary>Finds the program and checks as its user that it can be run, so that create can tell.</summary>
    internal static PreparedProgram Prepare(ProcessPlan process, ContainerPlan plan)
    {
        SetScheduling(process);
        var environment = HomeDirectory.FillIn(process.Env, process.Uid);
        var isInDirectory = TryEnterDirectory(process.Cwd);
        var path = ProgramUser.As(process, () =>
        {
            isInDirectory = isInDirectory || TryEnterDirectory(process.Cwd);
            return ProgramLookup.Find(process.Args[0], environment);
        });
        StandardStreams.GiveTo(process.Uid);
        return new PreparedProgram(plan, process, path, environment, isInDirectory);
    }

    /// <summary>Becomes the program; returns an exit code only when that failed, which the starter is told.</summary>
    internal int Execute(MessageSocket starter)
    {
        try
        {
            if (_plan is null || _process is null)
            {
                throw new OciException("the container has no process to start");
            }

            CurrentProcess.SetUmask(_process.Umask);
            ProgramUser.Become(_process);
            EnterDirectory(_process.Cwd);
            RunHooks(_plan); // the image's own programs, so with no more rights than the container's
            CurrentProcess.CloseOnExecuteFrom(FirstAfterStdio + _process.PreserveFds);
            starter.TrySend(GateMessage.Executing);
            SignalMask.ResetForExecute();
            throw Become(_process, starter);
        }
        catch (Exception failure) when (failure is OciException or LinuxException)
        {
            starter.TrySend(GateMessage.Failed, Encoding.UTF8.GetBytes(failure.Message));
            return 1;
        }
    }

    // Returns only to say why not. A filter is the last thing: what comes before it is ours, what comes after it the program's.
    private Exception Become(ProcessPlan process, MessageSocket starter)
    {
        if (process.Seccomp is not { } seccomp)
        {
            return new LinuxException("exec", _path, CurrentProcess.Execute(_path, process.Args, _environment));
        }

        var program = new FilteredProgram(seccomp.Filter.ToArray(), seccomp.Flags)
        {
            Handover = seccomp.Notifies ? (starter.Handle, GateMessage.Listener) : null,
        };
        var (call, error) = program.Execute(_path, process.Args, _environment);
        return call == FilteredProgram.HandingOver ? new OciException(StartGate.ListenerKept) : new LinuxException(call, _path, error);
    }

    private void RunHooks(ContainerPlan plan)
    {
        if (plan.Hooks.StartContainer.Count > 0)
        {
            var state = HookState.Write(HookStates.Of(plan, "created"));
            new HookRunner("startContainer", state, environment: _environment).Run(plan.Hooks.StartContainer);
        }
    }

    private static void SetScheduling(ProcessPlan process)
    {
        Scheduler.ResetAffinity(); // first: SCHED_DEADLINE refuses a change of affinity afterwards
        if (process.Scheduler is { } attributes)
        {
            Scheduler.Set(attributes);
        }

        if (process.IoPriority is { } priority)
        {
            Scheduler.SetIoPriority(priority);
        }

        if (process.Personality is { } persona)
        {
            CurrentProcess.SetPersonality(persona);
        }

        if (process.MemoryPolicy is { } policy)
        {
            Scheduler.SetMemoryPolicy(policy);
        }
    }

    // Root may enter what the user may not, and the other way round in a user namespace or on NFS: whoever can does.
    private static bool TryEnterDirectory(string path)
    {
        var error = WorkingDirectory.TryEnter(path);
        if (error is not (Errno.None or Errno.EACCES))
        {
            throw new LinuxException("chdir to cwd", $"'{path}'", error);
        }

        return error is Errno.None;
    }

    private void EnterDirectory(string path)
    {
        if (!_isInDirectory)
        {
            WorkingDirectory.Enter(path);
        }

        if (!WorkingDirectory.IsReachable())
        {
            throw new OciException($"cwd {path} is outside of the container's root (CVE-2024-21626)");
        }
    }
}
