namespace Tinyo.Oci.Runtime.Cgroups.Statistics;

/// <summary>Reads the files of cgroup v2, and tells them in the terms of v1.</summary>
internal static class UnifiedStatistics
{
    private const ulong NanosecondsInMicrosecond = 1000;

    public static CpuStatistics Cpu(StatisticsFiles? files)
    {
        var stat = files?.Pairs("cpu.stat");
        return new CpuStatistics
        {
            Total = Microseconds("usage_usec"),
            Kernel = Microseconds("system_usec"),
            User = Microseconds("user_usec"),
            Periods = stat?.GetValueOrDefault("nr_periods") ?? 0,
            ThrottledPeriods = stat?.GetValueOrDefault("nr_throttled") ?? 0,
            ThrottledTime = Microseconds("throttled_usec"),
            Pressure = StatisticsText.Pressures(files?.TryText("cpu.pressure")),
        };

        ulong Microseconds(string name) => (stat?.GetValueOrDefault(name) ?? 0) * NanosecondsInMicrosecond;
    }

    public static MemoryStatistics Memory(StatisticsFiles files)
    {
        var raw = files.Pairs("memory.stat");
        var usage = Counter(files, "memory");
        var swap = Counter(files, "memory.swap");
        return new MemoryStatistics
        {
            Cache = raw.GetValueOrDefault("file"),
            Usage = usage,
            // Version 1 counts both together; the most of both at once is not known.
            Swap = swap with
            {
                Usage = swap.Usage + usage.Usage,
                Limit = ulong.MaxValue - swap.Limit < usage.Limit ? ulong.MaxValue : swap.Limit + usage.Limit,
                Max = 0,
            },
            Raw = raw,
            Pressure = StatisticsText.Pressures(files.TryText("memory.pressure")),
        };
    }

    public static BlockStatistics Block(StatisticsFiles? files)
    {
        var (bytes, operations) = StatisticsText.UnifiedBlocks(files?.Text("io.stat") ?? "");
        return new BlockStatistics
        {
            ServiceBytes = bytes,
            Serviced = operations,
            Pressure = StatisticsText.Pressures(files?.TryText("io.pressure")),
        };
    }

    public static MemoryCounter HugePages(StatisticsFiles files, string size)
    {
        var prefix = files.Has($"hugetlb.{size}.rsvd.current") ? $"hugetlb.{size}.rsvd" : $"hugetlb.{size}";
        return new MemoryCounter(0, files.Number($"{prefix}.current"), 0, files.Pairs($"hugetlb.{size}.events").GetValueOrDefault("max"));
    }

    private static MemoryCounter Counter(StatisticsFiles files, string prefix) =>
        new(files.Number($"{prefix}.max"), files.Number($"{prefix}.current"), files.Number($"{prefix}.peak"), 0);
}
