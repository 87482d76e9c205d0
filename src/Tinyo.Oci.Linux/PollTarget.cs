using Microsoft.Win32.SafeHandles;

namespace Tinyo.Oci.Linux;

/// <summary>What <see cref="Poller"/> waits for: that a descriptor can be read, or written to; without a descriptor, for nothing.</summary>
public readonly record struct PollTarget(SafeFileHandle? Handle, bool ForWriting = false);
