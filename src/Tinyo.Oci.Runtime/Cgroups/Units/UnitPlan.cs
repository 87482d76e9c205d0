using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Runtime.Systemd;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups.Units;

/// <summary>What a container's unit is to be.</summary>
internal sealed record UnitPlan
{
    /// <summary>Its name.</summary>
    public required UnitName Name { get; init; }

    /// <summary>The container's id.</summary>
    public required string Id { get; init; }

    /// <summary>Whether a user's systemd makes it, not the machine's.</summary>
    public bool IsUsers { get; init; }

    /// <summary>The machine's cgroup trees.</summary>
    public IReadOnlyList<CgroupHierarchy> Hierarchies { get; init; } = [];

    /// <summary>The limits that it begins with.</summary>
    public LinuxResources? Resources { get; init; }

    /// <summary>More properties, which win over all others.</summary>
    public IReadOnlyList<UnitProperty> Annotations { get; init; } = [];
}
