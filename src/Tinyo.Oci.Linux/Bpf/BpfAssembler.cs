using System.Runtime.InteropServices;

namespace Tinyo.Oci.Linux.Bpf;

/// <summary>Writes a program instruction by instruction; jumps go forward only, so every program ends.</summary>
public sealed class BpfAssembler
{
    private readonly List<BpfInstruction> _program = [];

    /// <summary>The program so far.</summary>
    public ReadOnlySpan<BpfInstruction> Program => CollectionsMarshal.AsSpan(_program);

    /// <summary>Loads 32 bits of what a register points to.</summary>
    public BpfAssembler LoadWord(int register, int address, short offset) => Add(BpfCode.LoadWord, register, 0, address, offset);

    /// <summary>Copies a register.</summary>
    public BpfAssembler Copy(int register, int source) => Add(BpfCode.Copy, register, 0, source);

    /// <summary>Puts a constant into a register.</summary>
    public BpfAssembler Set(int register, int value) => Add(BpfCode.Set, register, value);

    /// <summary>Keeps only some bits of a register.</summary>
    public BpfAssembler And(int register, int mask) => Add(BpfCode.And, register, mask);

    /// <summary>Moves a register's bits to the right.</summary>
    public BpfAssembler ShiftRight(int register, int bits) => Add(BpfCode.ShiftRight, register, bits);

    /// <summary>Ends the program with a result.</summary>
    public BpfAssembler Return(int value) => Set(0, value).Add(BpfCode.Exit, 0, 0);

    /// <summary>Jumps to where <see cref="Land"/> is called with the result.</summary>
    public int JumpUnlessEqual(int register, int value) => Jump(BpfCode.JumpUnlessEqual, register, value);

    /// <summary>Jumps if a register is a number.</summary>
    public int JumpIfEqual(int register, int value) => Jump(BpfCode.JumpIfEqual, register, value);

    /// <summary>Makes a jump end here.</summary>
    public void Land(int jump) =>
        _program[jump] = _program[jump] with { Offset = checked((short)(_program.Count - jump - 1)) };

    private int Jump(BpfCode code, int register, int value)
    {
        Add(code, register, value);
        return _program.Count - 1;
    }

    private BpfAssembler Add(BpfCode code, int register, int value, int source = 0, short offset = 0)
    {
        _program.Add(new BpfInstruction(code, (byte)(register | (source << 4)), offset, value));
        return this;
    }
}
