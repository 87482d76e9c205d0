namespace Tinyo.Oci.Spec;

/// <summary>One condition on a system call's argument.</summary>
public sealed record LinuxSeccompArg
{
    /// <summary>Which argument, from 0.</summary>
    public required uint Index { get; init; }

    /// <summary>What it is compared with; for SCMP_CMP_MASKED_EQ the mask.</summary>
    public required ulong Value { get; init; }

    /// <summary>For SCMP_CMP_MASKED_EQ what the masked argument must be.</summary>
    public ulong ValueTwo { get; init; }

    /// <summary>The comparison, as <c>SCMP_CMP_EQ</c>.</summary>
    public required string Op { get; init; }
}
