using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Seccomp;

/// <summary>A comparison of one argument of a system call.</summary>
/// <param name="Index">Which argument.</param>
/// <param name="Comparison">How it is compared.</param>
/// <param name="Value">With what, in the bits of the mask.</param>
/// <param name="Mask">The bits that count.</param>
internal readonly record struct ArgumentTest(int Index, Comparison Comparison, ulong Value, ulong Mask = ulong.MaxValue)
{
    private const int MostArguments = 6;

    /// <summary>Whether it holds whatever the argument is, as no bit counts.</summary>
    internal bool AlwaysHolds => Mask == 0;

    /// <summary>The test that a configuration asks for.</summary>
    internal static ArgumentTest Of(LinuxSeccompArg argument, string path)
    {
        if (argument.Index >= MostArguments)
        {
            throw new OciException($"{path}.index: {argument.Index} is out of range, expected 0 to {MostArguments - 1}");
        }

        var index = (int)argument.Index;
        return argument.Op switch
        {
            // Bits of the value that the mask leaves out are left out too, so that such a rule can match at all.
            "SCMP_CMP_MASKED_EQ" => new(index, Comparison.MaskedEqual, argument.ValueTwo & argument.Value, argument.Value),
            "SCMP_CMP_EQ" => new(index, Comparison.Equal, argument.Value),
            "SCMP_CMP_NE" => new(index, Comparison.NotEqual, argument.Value),
            "SCMP_CMP_LT" => new(index, Comparison.Less, argument.Value),
            "SCMP_CMP_LE" => new(index, Comparison.LessOrEqual, argument.Value),
            "SCMP_CMP_GT" => new(index, Comparison.Greater, argument.Value),
            "SCMP_CMP_GE" => new(index, Comparison.GreaterOrEqual, argument.Value),
            _ => throw new OciException($"{path}.op: unknown comparison '{argument.Op}'"),
        };
    }

    /// <summary>The test of an argument that has only its low half.</summary>
    internal ArgumentTest Narrow() => this with { Value = (uint)Value, Mask = Comparison is Comparison.MaskedEqual ? (uint)Mask : Mask };

    /// <summary>Which of two tests is asked first: of the later argument, then the narrower one.</summary>
    internal static int Compare(in ArgumentTest left, in ArgumentTest right)
    {
        var order = right.Index.CompareTo(left.Index);
        order = order != 0 ? order : left.Rank.CompareTo(right.Rank);
        if (order == 0)
        {
            order = left.Rank == 1 ? left.Value.CompareTo(right.Value) : right.Value.CompareTo(left.Value);
        }

        order = order != 0 ? order : left.Comparison.CompareTo(right.Comparison);
        return order != 0 ? order : right.Mask.CompareTo(left.Mask);
    }

    // Exact ones, then those with a ceiling, then those with a floor.
    private int Rank => Comparison switch
    {
        Comparison.Less or Comparison.LessOrEqual => 1,
        Comparison.Greater or Comparison.GreaterOrEqual => 2,
        _ => 0,
    };
}
