using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>Turns values of cgroup v1, which config.json speaks, into those of v2.</summary>
internal static class ResourceScale
{
    /// <summary>cpu.weight for cpu.shares: 2 is 1, 1024 is 100, 262144 is 10000, and between them a smooth curve.</summary>
    public static ulong CpuWeight(ulong shares)
    {
        const ulong Least = 2;
        const ulong Most = 262144;
        if (shares is <= Least or >= Most)
        {
            return shares <= Least ? 1u : 10000u;
        }

        var log = Math.Log2(shares);
        return (ulong)Math.Ceiling(Math.Pow(10, (log * log + 125 * log) / 612 - 7.0 / 34));
    }

    /// <summary>io.weight, 1 to 10000, for blkio.weight, 10 to 1000.</summary>
    public static ulong IOWeight(ulong weight) => 1 + (Math.Clamp(weight, 10, 1000) - 10) * 9999 / 990;

    /// <summary>memory.swap.max, which is swap alone, for memory and swap together; -1 is no limit, null leaves it as it is.</summary>
    public static long? SwapMax(long? swap, long? memory) => (swap ?? 0, memory ?? 0) switch
    {
        (0, -1) => -1, // as v1 has it: who takes the limit off memory takes it off both
        (0, _) => null,
        (-1, _) => -1,
        (_, <= 0) => throw new OciException($"memory.swap {swap} can't be set without memory.limit: it is the limit of both together"),
        (var both, var limit) when both < limit => throw new OciException($"memory.swap {both} is less than memory.limit {limit}: it is the limit of both together"),
        (var both, var limit) => both - limit,
    };
}
