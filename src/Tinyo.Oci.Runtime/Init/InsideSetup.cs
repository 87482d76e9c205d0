using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Linux.Procfs;
using Tinyo.Oci.Linux.Terminals;
using Tinyo.Oci.Runtime.Hooks;
using Tinyo.Oci.Runtime.Planning;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Makes a container of the process that it runs in, where that can't be done from outside.</summary>
internal sealed class InsideSetup(ContainerPlan plan, InitChannel channel) : ISetupPartner
{
    private uint _callersUmask;

    /// <inheritdoc/>
    public IReadOnlyDictionary<int, SafeFileHandle> Trees => channel.Sources;

    /// <inheritdoc/>
    public IReadOnlyDictionary<int, SafeFileHandle> Begun { get; } = new Dictionary<int, SafeFileHandle>();

    /// <summary>Makes everything that a created container has; null when its creator died on the way.</summary>
    internal PreparedProgram? Make()
    {
        _callersUmask = CurrentProcess.SetUmask(0);
        CurrentProcess.StartSession();
        using var proc = ProcDirectory.Open();
        if (plan.Process is { } owner)
        {
            SessionKeyringSetup.Join(owner, plan.Namespaces.Has(CloneFlags.CLONE_NEWUSER), proc);
        }

        if (plan.Namespaces.New.HasFlag(CloneFlags.CLONE_NEWCGROUP))
        {
            CurrentProcess.Unshare(CloneFlags.CLONE_NEWCGROUP); // only now: its root is the cgroup that the process is in
        }

        using var root = new ContainerSetup(plan, this).Make();
        if (root is null)
        {
            return null;
        }

        KernelSettings.SetSysctls(plan.Kernel, proc);
        if (plan.Namespaces.New.HasFlag(CloneFlags.CLONE_NEWNS))
        {
            OwnExecutable.Protect(); // last: what was cloned from that mount keeps the flags that it had
        }

        if (plan.Process is { } confined)
        {
            ProgramLabels.Set(confined, proc); // of all that is still executed, only hooks of the image's own share it
        }

        root.Enter();
        return plan.Process is { } process ? PreparedProgram.Prepare(process, plan) : PreparedProgram.Nothing;
    }

    /// <inheritdoc/>
    public bool RunHooks()
    {
        if (plan.Hooks.Prestart.Count + plan.Hooks.CreateRuntime.Count > 0 && !channel.RunHooks())
        {
            return false;
        }

        if (plan.Hooks.CreateContainer.Count > 0)
        {
            CurrentProcess.SetUmask(_callersUmask);
            new HookRunner("createContainer", HookState.Write(HookStates.Of(plan, "creating"))).Run(plan.Hooks.CreateContainer);
            CurrentProcess.SetUmask(0);
        }

        return true;
    }

    /// <inheritdoc/>
    public void TakeConsole(PseudoTerminal terminal)
    {
        using (terminal)
        {
            PseudoTerminal.Control(terminal.Slave);
            for (var descriptor = 0; descriptor <= 2; descriptor++)
            {
                CurrentProcess.Replace(descriptor, terminal.Slave);
            }

            channel.SendConsole(terminal.Master);
        }
    }
}
