namespace Tinyo.Oci.Spec;

/// <summary>A range of ids in a user namespace and what they are outside of it, see user_namespaces(7).</summary>
public sealed record LinuxIdMapping
{
    /// <summary>The first id inside.</summary>
    public required uint ContainerID { get; init; }

    /// <summary>The first id outside.</summary>
    public required uint HostID { get; init; }

    /// <summary>How many ids.</summary>
    public required uint Size { get; init; }
}
