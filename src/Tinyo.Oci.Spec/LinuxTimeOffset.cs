namespace Tinyo.Oci.Spec;

/// <summary>How far a clock of a time namespace is ahead, see time_namespaces(7).</summary>
public sealed record LinuxTimeOffset
{
    /// <summary>Whole seconds, which may be negative.</summary>
    public long Secs { get; init; }

    /// <summary>Nanoseconds on top.</summary>
    public uint Nanosecs { get; init; }
}
