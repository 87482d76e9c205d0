using System.Runtime.InteropServices;

namespace Tinyo.Oci.Linux.Bpf;

/// <summary>One instruction of the kernel's virtual machine, as it lies in memory.</summary>
/// <param name="Code">What to do.</param>
/// <param name="Registers">The destination in the low four bits, the source in the high four.</param>
/// <param name="Offset">How far to jump after this instruction, or where to load from.</param>
/// <param name="Immediate">The constant, which counts as a signed number.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct BpfInstruction(BpfCode Code, byte Registers, short Offset, int Immediate)
{
    /// <summary>The register that is changed or looked at.</summary>
    public int Destination => Registers & 0xF;

    /// <summary>The register that is read.</summary>
    public int Source => Registers >> 4;
}
