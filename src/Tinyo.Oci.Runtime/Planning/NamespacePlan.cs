using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Namespaces: those that are made, those that are joined by path; all others are the caller's.</summary>
public sealed record NamespacePlan
{
    /// <summary>The namespaces that are made.</summary>
    public CloneFlags New { get; init; }

    /// <summary>The namespaces that are joined, the user namespace first.</summary>
    public IReadOnlyList<NamespaceJoin> Join { get; init; } = [];

    /// <summary>User ids of a new user namespace.</summary>
    public IReadOnlyList<LinuxIdMapping> UidMappings { get; init; } = [];

    /// <summary>Group ids of a new user namespace.</summary>
    public IReadOnlyList<LinuxIdMapping> GidMappings { get; init; } = [];

    /// <summary>Clock offsets of a new time namespace.</summary>
    public IReadOnlyList<TimeOffsetPlan> TimeOffsets { get; init; } = [];

    /// <summary>The host's number of a user of a new user namespace; null for one that it does not map.</summary>
    public uint? HostUid(uint uid) => Mapped(uid, UidMappings);

    /// <summary>The host's number of a group of a new user namespace; null for one that it does not map.</summary>
    public uint? HostGid(uint gid) => Mapped(gid, GidMappings);

    /// <summary>Whether the container has a namespace of this kind to itself or shared with others by path: not the caller's.</summary>
    public bool Has(CloneFlags kind) => New.HasFlag(kind) || Joins(kind);

    /// <summary>Whether the container shares a namespace of this kind by path.</summary>
    public bool Joins(CloneFlags kind)
    {
        foreach (var join in Join)
        {
            if (join.Kind == kind)
            {
                return true;
            }
        }

        return false;
    }

    private static uint? Mapped(uint id, IReadOnlyList<LinuxIdMapping> mappings)
    {
        foreach (var mapping in mappings)
        {
            if (id >= mapping.ContainerID && id - mapping.ContainerID < mapping.Size)
            {
                return mapping.HostID + (id - mapping.ContainerID);
            }
        }

        return null;
    }
}
