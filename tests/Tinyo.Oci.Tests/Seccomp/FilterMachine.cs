using Tinyo.Oci.Linux.Seccomp;

namespace Tinyo.Oci.Tests.Seccomp;

/// <summary>Runs filters as the kernel would, and refuses what it would refuse.</summary>
internal sealed class FilterMachine
{
    private const int MostInstructions = 4096;
    private const int DataLength = 64;

    private readonly SocketFilter[] _program;
    private readonly bool _isBigEndian;

    /// <summary>A machine for a program that the kernel's own check lets pass.</summary>
    internal FilterMachine(IReadOnlyList<SocketFilter> program, bool isBigEndian = false)
    {
        _program = [.. program];
        _isBigEndian = isBigEndian;
        Verify();
    }

    /// <summary>How many instructions the last call took.</summary>
    internal int Steps { get; private set; }

    /// <summary>What the filter says to a call.</summary>
    internal uint Run(in FilteredCall call)
    {
        uint accumulator = 0;
        Steps = 0;
        for (var at = 0; ;)
        {
            var instruction = _program[at++];
            Steps++;
            switch (instruction.Code)
            {
                case FilterCode.Load:
                    accumulator = call.Word((int)instruction.Constant, _isBigEndian);
                    break;
                case FilterCode.And:
                    accumulator &= instruction.Constant;
                    break;
                case FilterCode.Jump:
                    at += (int)instruction.Constant;
                    break;
                case FilterCode.Return:
                    return instruction.Constant;
                default:
                    at += Holds(instruction, accumulator) ? instruction.JumpTrue : instruction.JumpFalse;
                    break;
            }
        }
    }

    private static bool Holds(SocketFilter instruction, uint accumulator) => instruction.Code switch
    {
        FilterCode.JumpIfEqual => accumulator == instruction.Constant,
        FilterCode.JumpIfGreater => accumulator > instruction.Constant,
        FilterCode.JumpIfGreaterOrEqual => accumulator >= instruction.Constant,
        FilterCode.JumpIfAnyBit => (accumulator & instruction.Constant) != 0,
        _ => throw new InvalidOperationException($"instruction 0x{instruction.Code:x}"),
    };

    // As bpf_check_classic and seccomp_check_filter: known instructions, aligned loads inside of the data, jumps forward and inside.
    private void Verify()
    {
        if (_program.Length is 0 or > MostInstructions || _program[^1].Code != FilterCode.Return)
        {
            throw new InvalidOperationException($"the kernel refuses a filter of {_program.Length} instructions, or its end");
        }

        for (var i = 0; i < _program.Length; i++)
        {
            var rest = _program.Length - i - 1;
            var isGood = _program[i] switch
            {
                { Code: FilterCode.Load, Constant: var offset } => offset % 4 == 0 && offset < DataLength,
                { Code: FilterCode.And or FilterCode.Return } => true,
                { Code: FilterCode.Jump, Constant: var far } => far < rest,
                { Code: FilterCode.JumpIfEqual or FilterCode.JumpIfGreater or FilterCode.JumpIfGreaterOrEqual or FilterCode.JumpIfAnyBit } jump =>
                    jump.JumpTrue < rest && jump.JumpFalse < rest,
                _ => false,
            };
            if (!isGood)
            {
                throw new InvalidOperationException($"the kernel refuses instruction {i} of {_program.Length}, {_program[i]}");
            }
        }
    }
}
