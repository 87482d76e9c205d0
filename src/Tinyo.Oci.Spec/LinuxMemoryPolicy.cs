namespace Tinyo.Oci.Spec;

/// <summary>NUMA memory policy, see set_mempolicy(2).</summary>
public sealed record LinuxMemoryPolicy
{
    /// <summary>The mode, as <c>MPOL_BIND</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>The nodes, as <c>0-1,3</c>.</summary>
    public string? Nodes { get; init; }

    /// <summary>Flags, as <c>MPOL_F_STATIC_NODES</c>.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];
}
