namespace Tinyo.Oci.Linux.Credentials;

/// <summary>The five capability sets of a thread as bit masks, bit n for capability n, see capabilities(7).</summary>
public readonly record struct CapabilitySets(ulong Bounding, ulong Effective, ulong Inheritable, ulong Permitted, ulong Ambient);
