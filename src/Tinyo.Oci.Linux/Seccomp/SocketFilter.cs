using System.Runtime.InteropServices;

namespace Tinyo.Oci.Linux.Seccomp;

/// <summary>One instruction of a filter of system calls, struct sock_filter.</summary>
/// <param name="Code">What to do.</param>
/// <param name="JumpTrue">Instructions to pass over when a comparison holds.</param>
/// <param name="JumpFalse">Instructions to pass over when it does not.</param>
/// <param name="Constant">What is compared, loaded from, jumped by or returned.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct SocketFilter(ushort Code, byte JumpTrue, byte JumpFalse, uint Constant);
