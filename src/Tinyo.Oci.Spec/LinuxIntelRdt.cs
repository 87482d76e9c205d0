namespace Tinyo.Oci.Spec;

/// <summary>Cache and memory bandwidth allocation through resctrl.</summary>
public sealed record LinuxIntelRdt
{
    /// <summary>The class of service; absent is one for this container.</summary>
    public string? ClosID { get; init; }

    /// <summary>Lines for the <c>schemata</c> file.</summary>
    public IReadOnlyList<string> Schemata { get; init; } = [];

    /// <summary>The L3 line of <c>schemata</c>.</summary>
    public string? L3CacheSchema { get; init; }

    /// <summary>The MB line of <c>schemata</c>.</summary>
    public string? MemBwSchema { get; init; }

    /// <summary>Whether a monitoring group is made.</summary>
    public bool EnableMonitoring { get; init; }
}
