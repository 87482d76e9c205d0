namespace Tinyo.Oci.Linux.Scheduling;

/// <summary>What set_mempolicy(2) sets: a mode with its flags, and the nodes as a bit mask, 64 a word.</summary>
public sealed record MemoryPolicy(int Mode, IReadOnlyList<ulong> Nodes);
