using Tinyo.Oci.Linux;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Lets a created container's program run.</summary>
public static class StartOperation
{
    /// <summary>Lets a created container's program run.</summary>
    public static void Execute(RuntimeContext context, ContainerId id)
    {
        using var container = Container.OpenLocked(context, id);
        ThrowUnlessCreated(container);
        using var notify = Execute(context, container, mainPid: null, listener => StartGate.Start(container.Directory, listener));
        container.Dispose(); // gives the lock back: others may kill and delete it while it gets ready
        notify?.AwaitReady();
    }

    /// <summary>Lets the program of a container run that this operation has locked and knows to be created; removes the container when that fails.</summary>
    /// <param name="context">Where containers are remembered.</param>
    /// <param name="container">The container.</param>
    /// <param name="mainPid">The process that a service manager is to watch; init when not given.</param>
    /// <param name="start">Starts it, and hands its listener of system calls on, if it has one.</param>
    /// <returns>Where the container says that it is ready; null when nobody waits for that.</returns>
    internal static NotifySocket? Execute(RuntimeContext context, Container container, int? mainPid, Action<Action<int>?> start)
    {
        NotifySocket? notify = null;
        try
        {
            notify = NotifySocket.TryListen(context, container, mainPid);
            start(Listener(container));
            RunPoststart(context, container);
            return notify;
        }
        catch (Exception failure) when (failure is OciException or LinuxException)
        {
            notify?.Dispose();
            ContainerRemoval.ExecuteAfterFailure(context, container);
            throw;
        }
    }

    private static Action<int>? Listener(Container container)
    {
        if (container.Record is not { SeccompListener: { } path } record)
        {
            return null;
        }

        return number =>
        {
            using var init = container.TryHoldInit() ?? throw new OciException("container init died before it ran its program");
            new SeccompListener(path, record.SeccompMetadata).Pass(init, number, container.StateFor(StatusNames.Created, init.Pid));
        };
    }

    private static void RunPoststart(RuntimeContext context, Container container)
    {
        if (container.Record.Poststart is not { Count: > 0 } hooks)
        {
            return;
        }

        var runner = container.HooksAt("poststart", StatusNames.Running, container.Record.Pid);
        if (!SpecVersion.NeedsPoststart.IsAfter(container.Record.OciVersion))
        {
            runner.Run(hooks);
            return;
        }

        foreach (var failure in runner.RunAll(hooks))
        {
            context.Log.HookFailed(failure);
        }
    }

    private static void ThrowUnlessCreated(Container container)
    {
        switch (container.Status(mine: true))
        {
            case ContainerStatus.Created when container.Record.HasProcess:
                return;
            case ContainerStatus.Created:
                throw new OciException($"cannot start container '{container.Record.Id}': its configuration has no process");
            case ContainerStatus.Running:
                throw new OciException("cannot start an already running container");
            case ContainerStatus.Stopped:
                throw new OciException("cannot start a container that has stopped");
            case var status:
                throw new OciException($"cannot start a container in the {StatusNames.Of(status)} state");
        }
    }
}
