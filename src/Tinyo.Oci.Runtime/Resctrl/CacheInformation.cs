namespace Tinyo.Oci.Runtime.Resctrl;

/// <summary>What the cache can be divided into.</summary>
/// <param name="Mask">All of its parts, a bit each.</param>
/// <param name="FewestBits">The fewest parts that a class may have.</param>
/// <param name="Classes">How many classes there can be.</param>
public sealed record CacheInformation(string Mask, ulong FewestBits, ulong Classes);
