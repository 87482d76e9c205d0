using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Mounts;
using Tinyo.Oci.Linux.Processes;
using Tinyo.Oci.Linux.Procfs;
using Tinyo.Oci.Linux.Sockets;
using Tinyo.Oci.Runtime.Hooks;
using Tinyo.Oci.Runtime.Planning;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Turns the process that it runs in into a container, step by step, as planned.</summary>
internal sealed class ContainerSetup(ContainerPlan plan, InitChannel channel)
{
    private uint _callersUmask;

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

        if (plan.Namespaces.New.HasFlag(CloneFlags.CLONE_NEWNET))
        {
            NetworkInterface.BringUp("lo"); // as every runtime does: nobody else can from outside
        }

        using var root = RootFilesystem.Prepare(plan, channel.Sources.GetValueOrDefault(-1));
        IMountMethod mounts = MountApi.IsAvailable ? new DescriptorMounts() : new ClassicMounts(root.Directory);
        using var executor = new MountExecutor(root.Directory, channel.Sources, plan.Namespaces.Has(CloneFlags.CLONE_NEWUSER));
        executor.Execute(plan.Mounts);
        new DeviceNodes(root.Directory, mounts).Make(plan.Devices);
        if (!RunHooks())
        {
            return null;
        }

        MakeConsole(root.Directory, mounts);
        KernelSettings.Apply(plan.Kernel, proc);
        Protect(root, mounts, executor);
        if (plan.Process is { } confined)
        {
            ProgramLabels.Set(confined, proc); // of all that is still executed, only hooks of the image's own share it
        }

        root.Enter();
        return plan.Process is { } process ? PreparedProgram.Prepare(process, plan) : PreparedProgram.Nothing;
    }

    private bool RunHooks()
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

    private void MakeConsole(RootedDirectory root, IMountMethod mounts)
    {
        if (plan.Process is { Terminal: true } process)
        {
            using var terminal = ConsoleSetup.Make(root, mounts, process, plan.Namespaces.Has(CloneFlags.CLONE_NEWNS));
            channel.SendConsole(terminal.Master);
        }
    }

    private void Protect(RootFilesystem root, IMountMethod mounts, MountExecutor executor)
    {
        if (plan.Process is { } process)
        {
            root.Directory.OpenOrMakeDirectory(process.Cwd, Mode.O755).Dispose(); // before the root is read-only
        }

        executor.ProtectLast(mounts);
        if (plan.Kernel.MaskedPaths.Count + plan.Kernel.ReadonlyPaths.Count > 0)
        {
            using var hostNull = HiddenPaths.OpenNull();
            using var hidden = new HiddenPaths(root.Directory, executor.Views, mounts, hostNull);
            hidden.MakeReadonly(plan.Kernel.ReadonlyPaths);
            hidden.Mask(plan.Kernel.MaskedPaths);
        }

        root.Protect(mounts);
        if (plan.Namespaces.New.HasFlag(CloneFlags.CLONE_NEWNS))
        {
            OwnExecutable.Protect(); // last: what was cloned from that mount keeps the flags that it had
        }
    }
}
