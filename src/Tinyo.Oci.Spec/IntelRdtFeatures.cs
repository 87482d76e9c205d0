namespace Tinyo.Oci.Spec;

/// <summary>Cache and memory bandwidth allocation.</summary>
public sealed record IntelRdtFeatures
{
    /// <summary>Whether it can be used.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Whether <c>schemata</c> is understood.</summary>
    public bool? Schemata { get; init; }

    /// <summary>Whether <c>enableMonitoring</c> is understood.</summary>
    public bool? Monitoring { get; init; }
}
