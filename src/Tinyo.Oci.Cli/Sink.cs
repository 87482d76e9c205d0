namespace Tinyo.Oci.Cli;

/// <summary>Takes bytes away, in one write(2) where the kernel allows it.</summary>
internal delegate void Sink(ReadOnlySpan<byte> bytes);
