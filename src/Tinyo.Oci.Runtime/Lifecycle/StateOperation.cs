using Tinyo.Oci.Runtime.State;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Reports one container.</summary>
public static class StateOperation
{
    /// <summary>Reports one container.</summary>
    public static ContainerReport Execute(RuntimeContext context, ContainerId id)
    {
        using var container = Container.Open(context, id);
        return Report(container);
    }

    /// <summary>Reports an open container.</summary>
    internal static ContainerReport Report(Container container)
    {
        var (status, record) = (container.Status(), container.Record); // which may have been written anew in between
        return new ContainerReport
        {
            OciVersion = record.OciVersion,
            Id = record.Id,
            Pid = status is ContainerStatus.Stopped ? 0 : record.Pid,
            Status = StatusNames.Of(status),
            Bundle = record.Bundle,
            Rootfs = record.Rootfs,
            Created = record.Created,
            Annotations = record.Annotations,
        };
    }
}
