namespace Tinyo.Oci.Linux.Bpf;

/// <summary>The few instructions that are used here, of 64 bits and with a constant unless they say otherwise, see bpf(2).</summary>
public enum BpfCode : byte
{
    JumpIfEqual = 0x15,
    And = 0x57,
    JumpUnlessEqual = 0x55,
    LoadWord = 0x61,
    ShiftRight = 0x77,
    Exit = 0x95,
    Set = 0xb7,
    Copy = 0xbf,
}
