namespace Tinyo.Oci.Spec;

/// <summary>NUMA memory policies.</summary>
public sealed record MemoryPolicyFeatures
{
    /// <summary>Known modes.</summary>
    public IReadOnlyList<string>? Modes { get; init; }

    /// <summary>Known flags.</summary>
    public IReadOnlyList<string>? Flags { get; init; }
}
