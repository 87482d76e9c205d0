using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>What a container's unit is to be.</summary>
internal sealed record UnitRequest
{
    /// <summary>Its name.</summary>
    public required UnitName Name { get; init; }

    /// <summary>The container's id.</summary>
    public required string Id { get; init; }

    /// <summary>The first process; none for a slice that is made ahead of its processes.</summary>
    public int? Pid { get; init; }

    /// <summary>The machine.</summary>
    public required SystemdHost Host { get; init; }

    /// <summary>The limits; the device rules with what every container may use.</summary>
    public LinuxResources? Resources { get; init; }

    /// <summary>More properties, which win over all others.</summary>
    public IReadOnlyList<UnitProperty> Annotations { get; init; } = [];
}
