using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Entry;
using Tinyo.Oci.Runtime.Init;
using Tinyo.Oci.Runtime.Planning;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>The calls by which a process joins a container and becomes its program, in the order in which each still may be made.</summary>
internal sealed class ExecSteps(ExecPlan plan, ExecTarget target)
{
    private const int FirstAfterStdio = 3;

    private readonly ProcessPlan _process = plan.Process;

    /// <summary>Adds the calls.</summary>
    /// <param name="table">The table of an executable.</param>
    /// <param name="joined">The namespaces that the process is in before it makes the first of them.</param>
    /// <param name="socket">Where it tells a failure.</param>
    internal void Add(EntryTable table, CloneFlags joined, SafeFileHandle socket)
    {
        var program = new ProgramSteps(table, _process, () => target.Proc);
        table.ResetSignals();
        table.UnblockSignals();
        if (_process.OomScoreAdj is { } score)
        {
            // Without privilege it can't be lowered, as runc accepts.
            table.WriteProc(target.Proc, "self/oom_score_adj", $"{score}", $"write process.oomScoreAdj {score}", forgive: ExecLauncher.MayLackPrivilege(plan));
        }

        table.StartSession();
        if (_process.Terminal)
        {
            table.ControlTerminal();
        }

        program.SetScheduling(plan.FinalCpus);
        foreach (var limit in _process.Limits)
        {
            table.SetLimit(limit);
        }

        Join(table, joined);
        // After the user namespace, since keyrings are looked for by name among its own; before the user, who might own none of it.
        program.JoinKeyring(permissions: null);
        program.Confine();
        program.EnterAsUser(target.ForbidsGroups);
        var path = program.Find(target.Environment, isChecked: false);
        table.CloseOnExecuteFrom(FirstAfterStdio + _process.PreserveFds, socket);
        if (_process.Seccomp is { } seccomp)
        {
            table.SetFilter([.. seccomp.Filter], seccomp.Flags, socket); // what comes after it is the program's
        }

        table.Execute(path, _process.Args, target.Environment, $"exec: \"{_process.Args[0]}\"");
    }

    private void Join(EntryTable table, CloneFlags joined)
    {
        var left = target.Namespaces & ~joined;
        if (target.JoinsAtOnce && left != CloneFlags.None)
        {
            table.Join(target.Init.PidFd, left, "the container");
        }

        foreach (var (kind, handle) in target.NamespaceHandles)
        {
            if (left.HasFlag(kind))
            {
                table.Join(handle, kind, $"the container ({NamespaceNames.Of(kind)})");
            }
        }

        // A mount namespace brings its root along.
        if (!target.Namespaces.HasFlag(CloneFlags.CLONE_NEWNS))
        {
            table.ChangeRoot(target.Root.Handle);
        }

        if (target.Namespaces.HasFlag(CloneFlags.CLONE_NEWUSER))
        {
            table.BecomeRoot();
            foreach (var number in target.StreamsToGive)
            {
                table.GiveStream(number, _process.Uid);
            }
        }
    }
}
