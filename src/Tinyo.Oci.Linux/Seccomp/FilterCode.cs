namespace Tinyo.Oci.Linux.Seccomp;

/// <summary>The instructions that a filter of system calls is made of: those that the kernel can also try out beforehand, to let calls pass unfiltered.</summary>
public static class FilterCode
{
    /// <summary>BPF_LD | BPF_W | BPF_ABS: loads 32 bits of struct seccomp_data.</summary>
    public const ushort Load = 0x20;

    /// <summary>BPF_ALU | BPF_AND | BPF_K: keeps the bits of a mask.</summary>
    public const ushort And = 0x54;

    /// <summary>BPF_JMP | BPF_JA: jumps, however far.</summary>
    public const ushort Jump = 0x05;

    /// <summary>BPF_JMP | BPF_JEQ | BPF_K: is it equal.</summary>
    public const ushort JumpIfEqual = 0x15;

    /// <summary>BPF_JMP | BPF_JGT | BPF_K: is it greater.</summary>
    public const ushort JumpIfGreater = 0x25;

    /// <summary>BPF_JMP | BPF_JGE | BPF_K: is it as great or greater.</summary>
    public const ushort JumpIfGreaterOrEqual = 0x35;

    /// <summary>BPF_JMP | BPF_JSET | BPF_K: has it any of the bits.</summary>
    public const ushort JumpIfAnyBit = 0x45;

    /// <summary>BPF_RET | BPF_K: says what is to be done with the call.</summary>
    public const ushort Return = 0x06;
}
