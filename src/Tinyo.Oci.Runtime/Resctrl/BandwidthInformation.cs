namespace Tinyo.Oci.Runtime.Resctrl;

/// <summary>What memory bandwidth can be divided into.</summary>
/// <param name="Step">The steps, in percent.</param>
/// <param name="IsLinear">1 when the delay grows as the percentage falls.</param>
/// <param name="Least">The least percentage.</param>
/// <param name="Classes">How many classes there can be.</param>
public sealed record BandwidthInformation(ulong Step, ulong IsLinear, ulong Least, ulong Classes);
