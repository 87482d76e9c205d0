namespace Tinyo.Oci.Spec;

/// <summary>How many processes and threads there may be.</summary>
public sealed record LinuxPids
{
    /// <summary>The most there may be; 0 is a real limit, -1 and absent are none.</summary>
    public long? Limit { get; init; }
}
