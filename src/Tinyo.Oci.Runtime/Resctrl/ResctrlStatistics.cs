namespace Tinyo.Oci.Runtime.Resctrl;

/// <summary>How cache and memory bandwidth are divided, and what a container uses of them; null or empty where the machine can't tell.</summary>
public sealed record ResctrlStatistics
{
    /// <summary>What the cache can be divided into.</summary>
    public CacheInformation? Cache { get; init; }

    /// <summary>The cache that the default class has.</summary>
    public string CacheSchemaOfRoot { get; init; } = "";

    /// <summary>The cache that the container's class has.</summary>
    public string CacheSchema { get; init; } = "";

    /// <summary>What memory bandwidth can be divided into.</summary>
    public BandwidthInformation? Bandwidth { get; init; }

    /// <summary>The bandwidth that the default class has.</summary>
    public string BandwidthSchemaOfRoot { get; init; } = "";

    /// <summary>The bandwidth that the container's class has.</summary>
    public string BandwidthSchema { get; init; } = "";

    /// <summary>Bytes read and written, in all and from the nearest memory, by domain.</summary>
    public IReadOnlyList<(ulong Total, ulong Local)>? Traffic { get; init; }

    /// <summary>Bytes in the cache, by domain.</summary>
    public IReadOnlyList<ulong>? Occupancy { get; init; }
}
