using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Signals;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Sends a signal to a container's init process, or to all of its processes.</summary>
public static class KillOperation
{
    /// <summary>Sends a signal to a container's init process, or to all of its processes.</summary>
    public static void Execute(RuntimeContext context, ContainerId id, Signal signal, bool all)
    {
        using var container = Container.Open(context, id);
        // Where init's death does not end the others, a kill that spared them would leave them behind.
        var wanted = all || (signal == Signal.Kill && container.Record.SharedPidNamespace);
        var reached = wanted && SignalAll(container, signal);
        if (!reached && !SignalInit(container, signal) && !all)
        {
            throw new OciException("container not running");
        }
    }

    private static bool SignalAll(Container container, Signal signal)
    {
        if (container.Cgroup.Processes().Count == 0)
        {
            return false;
        }

        container.Cgroup.SignalAll(signal);
        return true;
    }

    private static bool SignalInit(Container container, Signal signal)
    {
        using var init = container.TryHoldInit();
        if (init is null)
        {
            return false;
        }

        switch (init.TrySignal(signal))
        {
            case Errno.None:
                break;
            case Errno.ESRCH:
                return false;
            case var error:
                throw new LinuxException("kill", $"process {init.Pid} of container '{container.Record.Id}'", error);
        }

        if (signal == Signal.Kill)
        {
            ContainerRemoval.Kill(container, init);
        }

        return true;
    }
}
