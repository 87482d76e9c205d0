using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Procfs;
using Tinyo.Oci.Runtime.Cgroups;
using Tinyo.Oci.Runtime.Hooks;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>A container that exists: its directory, its record, and what can be derived from them.</summary>
internal sealed class Container : IDisposable
{
    /// <summary>A container whose create has written a record.</summary>
    public Container(ContainerDirectory directory, ContainerRecord record, ICgroup? cgroup = null) =>
        (Directory, Record, Cgroup) = (directory, record, cgroup ?? Cgroups.Cgroup.Open(record.Cgroup));

    /// <summary>Its directory, with the lock if this operation has taken it.</summary>
    public ContainerDirectory Directory { get; }

    /// <summary>What is remembered of it.</summary>
    public ContainerRecord Record { get; private set; }

    /// <summary>Its cgroups.</summary>
    public ICgroup Cgroup { get; private set; }

    /// <summary>The container of an id, without waiting for anybody.</summary>
    public static Container Open(RuntimeContext context, ContainerId id) => Of(new StateStore(context.Root).Open(id));

    /// <summary>The container of an id, once no other operation changes it.</summary>
    public static Container OpenLocked(RuntimeContext context, ContainerId id) => Of(new StateStore(context.Root).OpenLocked(id));

    /// <summary>The container of an open directory, which is closed when it holds none.</summary>
    public static Container Of(ContainerDirectory directory)
    {
        try
        {
            // A create exists for others from its first record on, which follows the directory at once.
            return new Container(directory, directory.TryReadRecord() ?? throw StateStore.Missing(directory.Id));
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Where the container is in its life.</summary>
    /// <param name="mine">Whether this operation has the lock, so that no create can be under way.</param>
    public ContainerStatus Status(bool mine = false)
    {
        if (Record.Pid == 0 && !mine && Directory.IsLocked())
        {
            return ContainerStatus.Creating;
        }

        if (Record.Pid == 0 && (mine || !FindsInit()))
        {
            return ContainerStatus.Stopped;
        }

        using var init = TryHoldInit();
        return init is null ? ContainerStatus.Stopped
            : Cgroup.IsFrozen() ? ContainerStatus.Paused
            : StartGate.IsClosed(Directory) ? ContainerStatus.Created
            : ContainerStatus.Running;
    }

    // A create that was under way when the record was read may have ended since: what it wrote last counts.
    private bool FindsInit()
    {
        if (Directory.TryReadRecord() is not { Pid: > 0 } record)
        {
            return false;
        }

        (Record, Cgroup) = (record, Cgroups.Cgroup.Open(record.Cgroup));
        return true;
    }

    /// <summary>Holds the init process; null when it is gone, even if another process has its pid by now.</summary>
    public ProcessHandle? TryHoldInit()
    {
        // Held first, looked at second: what then has the right start time is what is held.
        var process = Record.Pid == 0 ? null : ProcessHandle.TryOpen(Record.Pid);
        if (process is null || (ProcessStatus.TryRead(Record.Pid) is { IsOver: false } status && status.StartTime == Record.StartTime))
        {
            return process;
        }

        process.Dispose();
        return null;
    }

    /// <summary>The hooks of one point in this container's life, run by the runtime in the bundle.</summary>
    public HookRunner HooksAt(string kind, string status, int pid) => new(kind, HookState.Write(StateFor(status, pid)), Record.Bundle);

    /// <inheritdoc/>
    public void Dispose() => Directory.Dispose();

    /// <summary>The state that others are told, as of a status and a pid.</summary>
    public ContainerState StateFor(string status, int pid) => new()
    {
        OciVersion = Record.OciVersion,
        Id = Record.Id,
        Status = status,
        Pid = pid,
        Bundle = Record.Bundle,
        Annotations = Record.Annotations,
    };
}
