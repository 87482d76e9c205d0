using Tinyo.Oci.Linux.Bpf;

namespace Tinyo.Oci.Tests.Cgroups.Devices;

/// <summary>A small interpreter of the kernel's virtual machine: as much of it as device programs use.</summary>
internal static class BpfMachine
{
    private const ulong Context = 0x1000;

    /// <summary>Runs a program on the words that register 1 points to.</summary>
    public static ulong Run(ReadOnlySpan<BpfInstruction> program, params uint[] context)
    {
        var registers = new ulong[11];
        registers[1] = Context;
        for (var at = 0; at < program.Length; at++)
        {
            var it = program[at];
            ref var target = ref registers[it.Destination];
            var constant = (ulong)it.Immediate;
            switch (it.Code)
            {
                case BpfCode.LoadWord:
                    target = context[checked((int)(registers[it.Source] + (ulong)it.Offset - Context) / 4)];
                    break;
                case BpfCode.Copy:
                    target = registers[it.Source];
                    break;
                case BpfCode.Set:
                    target = constant;
                    break;
                case BpfCode.And:
                    target &= constant;
                    break;
                case BpfCode.ShiftRight:
                    target >>= it.Immediate;
                    break;
                case BpfCode.JumpIfEqual:
                    at += target == constant ? it.Offset : 0;
                    break;
                case BpfCode.JumpUnlessEqual:
                    at += target != constant ? it.Offset : 0;
                    break;
                case BpfCode.Exit:
                    return registers[0];
                default:
                    throw new InvalidOperationException($"instruction {at}: {it}");
            }
        }

        throw new InvalidOperationException("the program has no end");
    }
}
