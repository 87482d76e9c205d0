using Tinyo.Oci.Linux.Seccomp;

namespace Tinyo.Oci.Runtime.Seccomp;

/// <summary>Turns tests of arguments into instructions, which see 32 bits at a time.</summary>
internal sealed class ArgumentCode(FilterAssembler assembler, bool isWide, bool isBigEndian)
{
    private const uint Arguments = 16; // offset in struct seccomp_data

    /// <summary>The code of all rules of a call: the first that matches decides.</summary>
    internal FilterTarget Rules(ReadOnlySpan<SyscallRule> rules, FilterTarget otherwise)
    {
        var next = otherwise;
        for (var last = rules.Length - 1; last >= 0;)
        {
            var first = FirstOfSet(rules, last);
            next = first < last ? Set(rules[first..(last + 1)], next) : Rule(rules[last], next);
            last = first - 1;
        }

        return next;
    }

    // Rules that do the same for one argument's several values are asked together.
    private static int FirstOfSet(ReadOnlySpan<SyscallRule> rules, int last)
    {
        var first = last;
        while (first > 0 && IsOneValue(rules[last]) && IsOneValue(rules[first - 1])
            && rules[first - 1].Action == rules[last].Action && rules[first - 1].Tests[0].Index == rules[last].Tests[0].Index)
        {
            first--;
        }

        return first;
    }

    private static bool IsOneValue(SyscallRule rule) => rule.Tests is [{ Comparison: Comparison.Equal }];

    private FilterTarget Set(ReadOnlySpan<SyscallRule> rules, FilterTarget otherwise)
    {
        var argument = rules[0].Tests[0].Index;
        var yes = FilterTarget.Return(rules[0].Action);
        var next = otherwise;
        for (var last = rules.Length - 1; last >= 0;)
        {
            var high = High(rules[last].Tests[0].Value);
            var low = otherwise;
            for (; last >= 0 && (!isWide || High(rules[last].Tests[0].Value) == high); last--)
            {
                low = assembler.Branch(FilterCode.JumpIfEqual, (uint)rules[last].Tests[0].Value, yes, low);
            }

            low = assembler.Load(LowOffset(argument), low);
            next = isWide ? assembler.Branch(FilterCode.JumpIfEqual, high, low, next) : low;
        }

        return isWide ? assembler.Load(HighOffset(argument), next) : next;
    }

    private FilterTarget Rule(SyscallRule rule, FilterTarget no)
    {
        var yes = FilterTarget.Return(rule.Action);
        for (var i = rule.Tests.Length - 1; i >= 0; i--)
        {
            yes = Test(rule.Tests[i], yes, no);
        }

        return yes;
    }

    private FilterTarget Test(in ArgumentTest test, FilterTarget yes, FilterTarget no) => test.Comparison switch
    {
        Comparison.Equal => Equal(test, yes, no),
        Comparison.NotEqual => Equal(test, no, yes),
        Comparison.MaskedEqual => Masked(test, yes, no),
        Comparison.Greater => Ordered(test, FilterCode.JumpIfGreater, yes, no),
        Comparison.GreaterOrEqual => Ordered(test, FilterCode.JumpIfGreaterOrEqual, yes, no),
        Comparison.Less => Ordered(test, FilterCode.JumpIfGreaterOrEqual, no, yes),
        _ => Ordered(test, FilterCode.JumpIfGreater, no, yes),
    };

    // The low half first: it is the one that differs, when they do.
    private FilterTarget Equal(in ArgumentTest test, FilterTarget yes, FilterTarget no)
    {
        if (isWide)
        {
            yes = assembler.Branch(FilterCode.JumpIfEqual, High(test.Value), yes, no);
            yes = assembler.Load(HighOffset(test.Index), yes);
        }

        return assembler.Load(LowOffset(test.Index), assembler.Branch(FilterCode.JumpIfEqual, (uint)test.Value, yes, no));
    }

    private FilterTarget Masked(in ArgumentTest test, FilterTarget yes, FilterTarget no)
    {
        if (isWide)
        {
            yes = MaskedHalf(HighOffset(test.Index), High(test.Mask), High(test.Value), yes, no);
        }

        return MaskedHalf(LowOffset(test.Index), (uint)test.Mask, (uint)test.Value, yes, no);
    }

    private FilterTarget MaskedHalf(uint offset, uint mask, uint value, FilterTarget yes, FilterTarget no) => (mask, value) switch
    {
        (0, _) => yes,
        (uint.MaxValue, _) => assembler.Load(offset, assembler.Branch(FilterCode.JumpIfEqual, value, yes, no)),
        (_, 0) => assembler.Load(offset, assembler.Branch(FilterCode.JumpIfAnyBit, mask, no, yes)),
        _ => assembler.Load(offset, assembler.And(mask, assembler.Branch(FilterCode.JumpIfEqual, value, yes, no))),
    };

    private FilterTarget Ordered(in ArgumentTest test, ushort lowCode, FilterTarget above, FilterTarget below)
    {
        var low = assembler.Load(LowOffset(test.Index), assembler.Branch(lowCode, (uint)test.Value, above, below));
        if (!isWide)
        {
            return low;
        }

        var high = assembler.Branch(FilterCode.JumpIfEqual, High(test.Value), low, below);
        return assembler.Load(HighOffset(test.Index), assembler.Branch(FilterCode.JumpIfGreater, High(test.Value), above, high));
    }

    private static uint High(ulong value) => (uint)(value >> 32);

    private uint HighOffset(int index) => Arguments + (uint)index * sizeof(ulong) + (isBigEndian ? 0u : sizeof(uint));

    private uint LowOffset(int index) => Arguments + (uint)index * sizeof(ulong) + (isBigEndian ? sizeof(uint) : 0u);
}
