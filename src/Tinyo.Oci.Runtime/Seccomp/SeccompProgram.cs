using Tinyo.Oci.Linux.Seccomp;

namespace Tinyo.Oci.Runtime.Seccomp;

/// <summary>A filter of system calls as the kernel takes it.</summary>
/// <param name="Instructions">Its instructions.</param>
/// <param name="Notifies">Whether it leaves some decisions to somebody who listens.</param>
public sealed record SeccompProgram(IReadOnlyList<SocketFilter> Instructions, bool Notifies);
