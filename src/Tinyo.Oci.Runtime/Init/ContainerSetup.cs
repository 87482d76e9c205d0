using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Mounts;
using Tinyo.Oci.Linux.Sockets;
using Tinyo.Oci.Runtime.Planning;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>Makes a container of the namespaces that this thread is in, step by step, as planned.</summary>
internal sealed class ContainerSetup(ContainerPlan plan, ISetupPartner partner)
{
    /// <summary>Makes everything that others can see of a created container; null when the partner is gone.</summary>
    internal RootFilesystem? Make()
    {
        if (plan.Namespaces.New.HasFlag(CloneFlags.CLONE_NEWNET))
        {
            NetworkInterface.BringUp("lo"); // as every runtime does: nobody else can from outside
        }

        var root = RootFilesystem.Prepare(plan, partner.Trees.GetValueOrDefault(-1));
        try
        {
            if (Fill(root))
            {
                return root;
            }
        }
        catch
        {
            root.Dispose();
            throw;
        }

        root.Dispose();
        return null;
    }

    private bool Fill(RootFilesystem root)
    {
        IMountMethod mounts = MountApi.IsAvailable ? new DescriptorMounts() : new ClassicMounts(root.Directory);
        using var executor = new MountExecutor(root.Directory, partner, plan.Namespaces.Has(CloneFlags.CLONE_NEWUSER));
        executor.Execute(plan.Mounts);
        new DeviceNodes(root.Directory, mounts).Make(plan.Devices);
        if (!partner.RunHooks())
        {
            return false;
        }

        if (plan.Process is { Terminal: true } process)
        {
            partner.TakeConsole(ConsoleSetup.Make(root.Directory, mounts, process, plan.Namespaces.Has(CloneFlags.CLONE_NEWNS)));
        }

        KernelSettings.SetNames(plan.Kernel);
        Protect(root, mounts, executor);
        return true;
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
    }
}
