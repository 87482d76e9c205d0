namespace Tinyo.Oci.Spec;

/// <summary>The priority of a container's packets on one interface.</summary>
public sealed record LinuxInterfacePriority
{
    /// <summary>The interface.</summary>
    public required string Name { get; init; }

    /// <summary>The priority.</summary>
    public required uint Priority { get; init; }
}
