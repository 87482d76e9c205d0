namespace Tinyo.Oci.Runtime.Cgroups.Statistics;

/// <summary>A number about one block device.</summary>
/// <param name="Major">The device's major number.</param>
/// <param name="Minor">The device's minor number.</param>
/// <param name="Operation">What was done, as <c>Read</c>; empty where the number is of all.</param>
/// <param name="Value">The number.</param>
public readonly record struct BlockEntry(ulong Major, ulong Minor, string Operation, ulong Value);
