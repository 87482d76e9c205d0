using Tinyo.Oci.Linux;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Removes a stopped container and everything that its create made.</summary>
public static class DeleteOperation
{
    private const int LongestWait = 10_000;
    private const int Pause = 10;
    private const int Grace = 100;

    /// <summary>Removes a stopped or created container, with <paramref name="force"/> a running one too, and everything that its create made.</summary>
    public static void Execute(RuntimeContext context, ContainerId id, bool force)
    {
        using var directory = Lock(context, id, force);
        if (directory is null)
        {
            return; // forced, and there is nothing
        }

        if (TryReadRecord(context, directory, force) is not { } record)
        {
            directory.Remove(); // a create that died before it made anything
            return;
        }

        var container = new Container(directory, record);
        var status = container.Status(mine: true);
        if (!force && status is not (ContainerStatus.Stopped or ContainerStatus.Created))
        {
            throw NotStopped(id, status);
        }

        ContainerRemoval.Execute(context, container);
    }

    // The locked directory; null when there is none and none is missed.
    private static ContainerDirectory? Lock(RuntimeContext context, ContainerId id, bool force)
    {
        var store = new StateStore(context.Root);
        var begin = Environment.TickCount64;
        while (store.TryOpen(id) is { } directory)
        {
            if (directory.TryLock())
            {
                if (directory.IsCurrent())
                {
                    return directory;
                }
            }
            else if (Environment.TickCount64 - begin is < LongestWait and var waited)
            {
                Interrupt(directory, force, waited);
            }
            else
            {
                throw new OciException($"cannot delete container {id}: another operation on it does not end");
            }

            directory.Dispose();
        }

        return force ? null : throw StateStore.Missing(id);
    }

    // Somebody else works on the container. A start that hangs is ended by the death of init, and then it removes the container itself.
    private static void Interrupt(ContainerDirectory directory, bool force, long waited)
    {
        var container = directory.TryReadRecord() is { } record ? new Container(directory, record) : null;
        if (container is { Record.Pid: > 0 } && force)
        {
            using var init = container.TryHoldInit();
            if (init is not null)
            {
                ContainerRemoval.Kill(container, init);
            }
        }
        else if (!force && waited >= Grace && container is not { Record.Pid: > 0 }) // a reader holds the lock for a moment only
        {
            throw NotStopped(directory.Id, ContainerStatus.Creating);
        }

        Poller.Pause(Pause);
    }

    private static ContainerRecord? TryReadRecord(RuntimeContext context, ContainerDirectory directory, bool force)
    {
        try
        {
            return directory.TryReadRecord();
        }
        catch (Exception failure) when (force && failure is OciException or LinuxException)
        {
            context.Log.NotRemoved(directory.Id.ToString(), $"{failure.Message}; whatever processes and cgroups it had are left");
            return null;
        }
    }

    private static OciException NotStopped(ContainerId id, ContainerStatus status) =>
        new($"cannot delete container {id} that is not stopped: {StatusNames.Of(status)}");
}
