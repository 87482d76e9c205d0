using Tinyo.Oci.Linux.Seccomp;

namespace Tinyo.Oci.Runtime.Seccomp;

/// <summary>Turns a map of verdicts into comparisons of the call's number, as few as its ranges need.</summary>
internal sealed class SearchTree(FilterAssembler assembler, VerdictMap map, bool isBigEndian)
{
    private const uint Number = 0; // offset in struct seccomp_data

    /// <summary>The code that finds a call's verdict.</summary>
    internal FilterTarget Compile()
    {
        var tree = Range(0, map.Count - 1);
        return tree.IsReturn ? tree : assembler.Load(Number, tree);
    }

    private FilterTarget Range(int first, int last)
    {
        if (first == last)
        {
            return Leaf(map[first]);
        }

        if (last - first == 2 && map[first] == map[last] && map.Start(last) - map.Start(first + 1) == 1)
        {
            var around = Leaf(map[first]);
            return assembler.Branch(FilterCode.JumpIfEqual, map.Start(first + 1), Leaf(map[first + 1]), around);
        }

        var middle = Split(first, last);
        var above = Range(middle, last);
        var below = Range(first, middle - 1);
        return assembler.Branch(FilterCode.JumpIfGreaterOrEqual, map.Start(middle), above, below);
    }

    // Half of the ranges to each side, but those at the far end, where no call is, count for nothing.
    private int Split(int first, int last)
    {
        var end = last;
        while (end > first + 1 && map.Start(end) >= FilterArchitecture.X32Bit && map.Start(first) < FilterArchitecture.X32Bit)
        {
            end--;
        }

        return end < last && map.Start(end) < FilterArchitecture.X32Bit ? end + 1 : first + (last - first + 1) / 2;
    }

    private FilterTarget Leaf(in Verdict verdict)
    {
        var otherwise = FilterTarget.Return(verdict.Action);
        return verdict.Rules is null ? otherwise : new ArgumentCode(assembler, verdict.IsWide, isBigEndian).Rules(verdict.Rules, otherwise);
    }
}
