namespace Tinyo.Oci.Runtime.Cgroups.Statistics;

/// <summary>Reads the files of cgroup v1.</summary>
internal static class LegacyStatistics
{
    private const ulong NanosecondsInTick = 10_000_000; // USER_HZ is 100 on every architecture

    public static CpuStatistics Cpu(StatisticsFiles? cpu, StatisticsFiles? accounting)
    {
        var throttling = cpu?.Pairs("cpu.stat");
        var halves = accounting?.Pairs("cpuacct.stat");
        var (user, kernel) = StatisticsText.PerCpu(accounting?.Text("cpuacct.usage_all") ?? "");
        return new CpuStatistics
        {
            Total = accounting?.Number("cpuacct.usage") ?? 0,
            PerCpu = StatisticsText.Numbers(accounting?.Text("cpuacct.usage_percpu") ?? ""),
            PerCpuKernel = kernel,
            PerCpuUser = user,
            Kernel = (halves?.GetValueOrDefault("system") ?? 0) * NanosecondsInTick,
            User = (halves?.GetValueOrDefault("user") ?? 0) * NanosecondsInTick,
            Periods = throttling?.GetValueOrDefault("nr_periods") ?? 0,
            ThrottledPeriods = throttling?.GetValueOrDefault("nr_throttled") ?? 0,
            ThrottledTime = throttling?.GetValueOrDefault("throttled_time") ?? 0,
        };
    }

    public static CpusetStatistics Cpuset(StatisticsFiles files) => new()
    {
        Cpus = StatisticsText.Ranges(files.Text("cpuset.cpus")),
        Mems = StatisticsText.Ranges(files.Text("cpuset.mems")),
        CpuExclusive = files.Number("cpuset.cpu_exclusive"),
        MemHardwall = files.Number("cpuset.mem_hardwall"),
        MemExclusive = files.Number("cpuset.mem_exclusive"),
        MemoryMigrate = files.Number("cpuset.memory_migrate"),
        MemorySpreadPage = files.Number("cpuset.memory_spread_page"),
        MemorySpreadSlab = files.Number("cpuset.memory_spread_slab"),
        MemoryPressure = files.Number("cpuset.memory_pressure"),
        SchedLoadBalance = files.Number("cpuset.sched_load_balance"),
        SchedRelaxDomainLevel = files.Text("cpuset.sched_relax_domain_level").Trim() is ['-', .. var digits]
            ? -(long)StatisticsText.Number(digits)
            : (long)files.Number("cpuset.sched_relax_domain_level"),
    };

    public static MemoryStatistics Memory(StatisticsFiles files)
    {
        var raw = files.Pairs("memory.stat");
        return new MemoryStatistics
        {
            Cache = raw.GetValueOrDefault("cache"),
            Usage = Counter(files, "memory"),
            Swap = Counter(files, "memory.memsw"),
            Kernel = Counter(files, "memory.kmem"),
            KernelTcp = Counter(files, "memory.kmem.tcp"),
            Raw = raw,
        };
    }

    // The kernel keeps some of these only with a scheduler that counts, and says nothing by an empty file.
    public static BlockStatistics Block(StatisticsFiles? files)
    {
        if (files is null)
        {
            return new BlockStatistics();
        }

        foreach (var prefix in (ReadOnlySpan<string>)["blkio.bfq.", "blkio."])
        {
            if (Blocks(files, $"{prefix}sectors_recursive") is { Count: > 0 } sectors)
            {
                return All(files, prefix, sectors);
            }

            if (prefix is "blkio.bfq." && Blocks(files, "blkio.bfq.io_serviced_recursive") is { Count: > 0 })
            {
                return Some(files, "blkio.bfq.", "_recursive");
            }
        }

        return Blocks(files, "blkio.throttle.io_serviced_recursive") is { Count: > 0 }
            ? Some(files, "blkio.throttle.", "_recursive")
            : Some(files, "blkio.throttle.", "");
    }

    public static MemoryCounter HugePages(StatisticsFiles files, string size)
    {
        var prefix = files.Has($"hugetlb.{size}.rsvd.usage_in_bytes") ? $"hugetlb.{size}.rsvd" : $"hugetlb.{size}";
        return new MemoryCounter(0, files.Number($"{prefix}.usage_in_bytes"), files.Number($"{prefix}.max_usage_in_bytes"), files.Number($"{prefix}.failcnt"));
    }

    private static BlockStatistics All(StatisticsFiles files, string prefix, IReadOnlyList<BlockEntry> sectors) => Some(files, prefix, "_recursive") with
    {
        Sectors = sectors,
        ServiceTime = Blocks(files, $"{prefix}io_service_time_recursive"),
        WaitTime = Blocks(files, $"{prefix}io_wait_time_recursive"),
        Merged = Blocks(files, $"{prefix}io_merged_recursive"),
        Queued = Blocks(files, $"{prefix}io_queued_recursive"),
        Time = Blocks(files, $"{prefix}time_recursive"),
    };

    private static BlockStatistics Some(StatisticsFiles files, string prefix, string suffix) => new()
    {
        Serviced = Blocks(files, $"{prefix}io_serviced{suffix}"),
        ServiceBytes = Blocks(files, $"{prefix}io_service_bytes{suffix}"),
    };

    private static List<BlockEntry> Blocks(StatisticsFiles files, string name) => StatisticsText.Blocks(files.Text(name));

    private static MemoryCounter Counter(StatisticsFiles files, string prefix) => new(
        files.Number($"{prefix}.limit_in_bytes"),
        files.Number($"{prefix}.usage_in_bytes"),
        files.Number($"{prefix}.max_usage_in_bytes"),
        files.Number($"{prefix}.failcnt"));
}
