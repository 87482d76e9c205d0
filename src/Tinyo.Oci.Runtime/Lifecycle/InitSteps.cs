using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Entry;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Procfs;
using Tinyo.Oci.Linux.Scheduling;
using Tinyo.Oci.Runtime.Init;
using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Runtime.State;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>The calls by which a container's first process, once the container is made, waits for start and becomes the program.</summary>
/// <param name="plan">The container.</param>
/// <param name="socket">Where the process tells how far it is.</param>
internal sealed class InitSteps(ContainerPlan plan, SafeFileHandle socket) : IDisposable
{
    private const int FirstAfterStdio = 3;
    private const int RLIMIT_NOFILE = 7;
    private const ulong DescriptorsUntilStart = 64;

    // What a new session keyring allows anyway, see keyctl_join_session_keyring(3), and that its user's later programs find it.
    private const uint KeyringPermissions = 0x3f130000 | 0x80000;

    private ProcDirectory? _proc;

    private ProcDirectory Proc => _proc ??= ProcDirectory.Open();

    /// <summary>Adds what it can do while its container is made.</summary>
    internal void AddEarly(EntryTable table)
    {
        table.StartSession();
        if (plan.Process is { } process)
        {
            new ProgramSteps(table, process, () => Proc).JoinKeyring(KeyringPermissions);
        }
    }

    /// <summary>Adds the rest.</summary>
    /// <param name="table">The table of an executable.</param>
    /// <param name="root">The container's root.</param>
    /// <param name="gate">Where starters connect; null when only this process starts it.</param>
    /// <param name="signals">A signalfd(2) of all signals; null when only this process starts it.</param>
    internal void Add(EntryTable table, RootedDirectory root, SafeFileHandle? gate, SafeFileHandle? signals)
    {
        table.ForbidTracing();
        table.ResetSignals();
        table.BlockSignals();
        table.ChangeRoot(root.Handle); // already so, unless this process's own root is not that of its mounts
        foreach (var sysctl in plan.Kernel.Sysctls)
        {
            table.WriteProc(Proc, $"sys/{sysctl.Path}", sysctl.Value, $"write sysctl {sysctl.Path}={sysctl.Value}");
        }

        if (plan.Process is not { } process)
        {
            Wait(table, gate, signals);
            table.Refuse("the container has no process to start");
            return;
        }

        if (process.Terminal)
        {
            table.ControlTerminal();
        }

        var program = new ProgramSteps(table, process, () => Proc);
        program.SetScheduling(cpus: null);
        foreach (var limit in process.Limits)
        {
            table.SetLimit(Generous(limit)); // now, while it may be raised
        }

        program.Confine();
        program.EnterAsUser(ForbidsGroups(process));
        var environment = HomeDirectory.FillIn(process.Env, process.Uid, root);
        var path = program.Find(environment, isChecked: true);
        Wait(table, gate, signals);
        foreach (var limit in process.Limits)
        {
            if (Generous(limit) != limit)
            {
                table.SetLimit(limit);
            }
        }

        table.UnblockSignals();
        table.CloseOnExecuteFrom(FirstAfterStdio + process.PreserveFds, socket);
        table.Announce(socket, GateMessage.Executing);
        if (process.Seccomp is { } seccomp)
        {
            table.SetFilter([.. seccomp.Filter], seccomp.Flags, socket); // what comes after it is the program's
        }

        table.Execute(path, process.Args, environment, $"exec: \"{process.Args[0]}\"");
    }

    /// <inheritdoc/>
    public void Dispose() => _proc?.Dispose();

    private void Wait(EntryTable table, SafeFileHandle? gate, SafeFileHandle? signals)
    {
        table.Reach(socket);
        table.AwaitCommit(socket);
        if (gate is null)
        {
            table.AwaitCommit(socket); // and start
        }
        else
        {
            table.AwaitStart(signals!, gate, socket, GateMessage.Start);
        }
    }

    // Whoever starts the container takes up a number for a descriptor.
    private static ResourceLimit Generous(ResourceLimit limit) => limit.Resource != RLIMIT_NOFILE
        ? limit
        : limit with { Soft = Math.Max(limit.Soft, DescriptorsUntilStart), Hard = Math.Max(limit.Hard, DescriptorsUntilStart) };

    private static bool ForbidsGroups(ProcessPlan process) =>
        process.InUserNamespace && (FileSystem.TryReadText("/proc/self/setgroups") ?? "").StartsWith("deny", StringComparison.Ordinal);
}
