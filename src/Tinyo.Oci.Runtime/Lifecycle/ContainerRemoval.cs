using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Signals;
using Tinyo.Oci.Runtime.Resctrl;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Takes a container out of the world: its processes, its cgroups, its directory, then its poststop hooks.</summary>
internal static class ContainerRemoval
{
    private const int LongestDeath = 10_000;

    /// <summary>Removes a container that this operation has locked; can be repeated when it was interrupted.</summary>
    public static void Execute(RuntimeContext context, Container container)
    {
        Kill(container);
        RemoveCgroup(context, container);
        RemoveResctrl(context, container);
        // Last of all that can fail: while the directory stands, delete finds what else is left.
        container.Directory.Remove();
        var hooks = container.Record.Poststop;
        if (hooks.Count > 0)
        {
            foreach (var failure in container.HooksAt("poststop", StatusNames.Stopped, pid: 0).RunAll(hooks))
            {
                context.Log.HookFailed(failure);
            }
        }
    }

    /// <summary>Removes a container after a failure, which is what the caller reports: what goes wrong here is only warned about.</summary>
    public static void ExecuteAfterFailure(RuntimeContext context, Container container)
    {
        try
        {
            Execute(context, container);
        }
        catch (Exception failure) when (failure is OciException or LinuxException)
        {
            context.Log.NotRemoved(container.Record.Id, failure.Message);
        }
    }

    // The end of a pid namespace is the end of all that was in it: what is in the cgroup then was put there by somebody else.
    private static void RemoveCgroup(RuntimeContext context, Container container)
    {
        if (container.Record.SharedPidNamespace || container.Record.Pid == 0)
        {
            container.Cgroup.Remove();
            return;
        }

        foreach (var path in container.Cgroup.RemoveUnlessUsed())
        {
            context.Log.CgroupLeft(container.Record.Id, path);
        }
    }

    private static void RemoveResctrl(RuntimeContext context, Container container)
    {
        if (container.Record.Resctrl is { } place && context.FindResctrl() is { } resctrl)
        {
            new ResctrlGroup(resctrl, place).Remove();
        }
    }

    private static void Kill(Container container)
    {
        using var init = container.TryHoldInit();
        if (init is null)
        {
            return;
        }

        Kill(container, init);
        if (!init.EndsWithin(LongestDeath))
        {
            throw new OciException($"container init still running: process {init.Pid} of container '{container.Record.Id}' does not die");
        }
    }

    /// <summary>Kills a container's init process, frozen or not.</summary>
    internal static void Kill(Container container, ProcessHandle init)
    {
        init.TrySignal(Signal.Kill);
        // A process that the freezer of cgroup v1 holds can't die.
        container.Cgroup.ThawAll();
    }
}
