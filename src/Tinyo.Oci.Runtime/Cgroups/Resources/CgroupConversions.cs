using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups.Resources;

/// <summary>Turns what the specification says in terms of cgroup v1 into those of v2.</summary>
internal static class CgroupConversions
{
    private const ulong FewestShares = 2;
    private const ulong MostShares = 262_144;
    private const ulong MostWeight = 10_000;

    /// <summary><c>cpu.shares</c> as <c>cpu.weight</c>: a curve through 2 and 1, 1024 and 100, 262144 and 10000; 0 stays unset.</summary>
    public static ulong CpuWeight(ulong shares)
    {
        if (shares is 0)
        {
            return 0;
        }

        var power = Math.Log2(Math.Clamp(shares, FewestShares, MostShares));
        var exponent = (((power * power) + (125 * power)) / 612) - (7.0 / 34);
        return Math.Clamp((ulong)Math.Ceiling(Math.Pow(10, exponent)), 1, MostWeight);
    }

    /// <summary>A weight of 10 to 1000 as <c>io.weight</c> of 1 to 10000; 0 stays unset.</summary>
    public static ulong IOWeight(ushort weight) => weight is 0 ? 0 : 1 + (((ulong)weight - 10) * 9999 / 990);

    /// <summary>Memory and swap together as the swap alone; null when it is left as it is.</summary>
    /// <param name="swap">Memory and swap together: -1 is no limit, 0 and null are unset.</param>
    /// <param name="limit">Memory: the same.</param>
    public static long? Swap(long? swap, long? limit) => (swap ?? 0, limit ?? 0) switch
    {
        // As v1 has it: memory without a limit takes that of swap away too.
        (0, -1) => -1,
        (0, _) => null,
        (-1, _) => -1,
        (var all, -1) => all,
        (_, 0) => throw new OciException("linux.resources.memory.swap: it can't be set without linux.resources.memory.limit, as it is memory and swap together"),
        var (all, memory) when all < memory => throw new OciException(
            $"linux.resources.memory.swap: found {all}, expected at least the limit {memory}: it is memory and swap together"),
        var (all, memory) => all - memory,
    };

    /// <summary>A number as the files of v2 have it: -1 is <c>max</c>.</summary>
    public static string OrMax(long value) => value < 0 ? "max" : $"{value}";
}
