using System.Buffers;
using System.Text;
using System.Text.Json;
using Tinyo.Oci.Runtime.Cgroups.Statistics;
using Tinyo.Oci.Spec.Json;

namespace Tinyo.Oci.Cli.Formats;

/// <summary>What <c>events</c> prints, byte for byte runc's: numbers of 0 are mostly left out, as Go's omitempty has it.</summary>
internal static class EventJson
{
    private static readonly JsonWriterOptions s_plain = new() { Encoder = PlainJsonEncoder.Instance };

    /// <summary>One line: a container's use, or without it that the container has run out of memory.</summary>
    public static string Write(string id, CgroupStatistics? statistics)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, s_plain))
        {
            json.WriteStartObject();
            json.WriteString("type", statistics is null ? "oom" : "stats");
            json.WriteString("id", id);
            if (statistics is not null)
            {
                Write(json, statistics);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void Write(Utf8JsonWriter json, CgroupStatistics statistics)
    {
        json.WriteStartObject("data");
        Cpu(json, statistics.Cpu);
        Cpuset(json, statistics.Cpuset);
        Memory(json, statistics.Memory);
        json.WriteStartObject("pids");
        UnlessZero(json, "current", statistics.Pids);
        UnlessZero(json, "limit", statistics.PidsLimit);
        json.WriteEndObject();
        Block(json, statistics.Block);
        HugePages(json, statistics.HugePages);
        ResctrlJson.Write(json, statistics.Resctrl);
        json.WriteNull("network_interfaces");
        json.WriteEndObject();
    }

    private static void Cpu(Utf8JsonWriter json, CpuStatistics cpu)
    {
        json.WriteStartObject("cpu");
        json.WriteStartObject("usage");
        UnlessZero(json, "total", cpu.Total);
        Numbers(json, "percpu", cpu.PerCpu);
        Numbers(json, "percpu_kernel", cpu.PerCpuKernel);
        Numbers(json, "percpu_user", cpu.PerCpuUser);
        json.WriteNumber("kernel", cpu.Kernel);
        json.WriteNumber("user", cpu.User);
        json.WriteEndObject();
        json.WriteStartObject("throttling");
        UnlessZero(json, "periods", cpu.Periods);
        UnlessZero(json, "throttledPeriods", cpu.ThrottledPeriods);
        UnlessZero(json, "throttledTime", cpu.ThrottledTime);
        json.WriteEndObject();
        Pressure(json, cpu.Pressure);
        json.WriteEndObject();
    }

    private static void Cpuset(Utf8JsonWriter json, CpusetStatistics cpuset)
    {
        json.WriteStartObject("cpuset");
        Numbers(json, "cpus", Wide(cpuset.Cpus));
        json.WriteNumber("cpu_exclusive", cpuset.CpuExclusive);
        Numbers(json, "mems", Wide(cpuset.Mems));
        json.WriteNumber("mem_hardwall", cpuset.MemHardwall);
        json.WriteNumber("mem_exclusive", cpuset.MemExclusive);
        json.WriteNumber("memory_migrate", cpuset.MemoryMigrate);
        json.WriteNumber("memory_spread_page", cpuset.MemorySpreadPage);
        json.WriteNumber("memory_spread_slab", cpuset.MemorySpreadSlab);
        json.WriteNumber("memory_pressure", cpuset.MemoryPressure);
        json.WriteNumber("sched_load_balance", cpuset.SchedLoadBalance);
        json.WriteNumber("sched_relax_domain_level", cpuset.SchedRelaxDomainLevel);
        json.WriteEndObject();
    }

    private static void Memory(Utf8JsonWriter json, MemoryStatistics memory)
    {
        json.WriteStartObject("memory");
        UnlessZero(json, "cache", memory.Cache);
        Counter(json, "usage", memory.Usage);
        Counter(json, "swap", memory.Swap);
        Counter(json, "kernel", memory.Kernel);
        Counter(json, "kernelTCP", memory.KernelTcp);
        if (memory.Raw.Count > 0)
        {
            json.WriteStartObject("raw");
            foreach (var (name, value) in memory.Raw)
            {
                json.WriteNumber(name, value);
            }

            json.WriteEndObject();
        }

        Pressure(json, memory.Pressure);
        json.WriteEndObject();
    }

    private static void Counter(Utf8JsonWriter json, string name, MemoryCounter counter)
    {
        json.WriteStartObject(name);
        json.WriteNumber("limit", counter.Limit);
        UnlessZero(json, "usage", counter.Usage);
        UnlessZero(json, "max", counter.Max);
        json.WriteNumber("failcnt", counter.Failcnt);
        json.WriteEndObject();
    }

    private static void Block(Utf8JsonWriter json, BlockStatistics block)
    {
        json.WriteStartObject("blkio");
        Entries(json, "ioServiceBytesRecursive", block.ServiceBytes);
        Entries(json, "ioServicedRecursive", block.Serviced);
        Entries(json, "ioQueueRecursive", block.Queued);
        Entries(json, "ioServiceTimeRecursive", block.ServiceTime);
        Entries(json, "ioWaitTimeRecursive", block.WaitTime);
        Entries(json, "ioMergedRecursive", block.Merged);
        Entries(json, "ioTimeRecursive", block.Time);
        Entries(json, "sectorsRecursive", block.Sectors);
        Pressure(json, block.Pressure);
        json.WriteEndObject();
    }

    private static void Entries(Utf8JsonWriter json, string name, IReadOnlyList<BlockEntry> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var entry in entries)
        {
            json.WriteStartObject();
            UnlessZero(json, "major", entry.Major);
            UnlessZero(json, "minor", entry.Minor);
            if (entry.Operation.Length > 0)
            {
                json.WriteString("op", entry.Operation);
            }

            UnlessZero(json, "value", entry.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void HugePages(Utf8JsonWriter json, IReadOnlyDictionary<string, MemoryCounter> pages)
    {
        json.WriteStartObject("hugetlb");
        foreach (var (size, counter) in pages)
        {
            json.WriteStartObject(size);
            UnlessZero(json, "usage", counter.Usage);
            UnlessZero(json, "max", counter.Max);
            json.WriteNumber("failcnt", counter.Failcnt);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Pressure(Utf8JsonWriter json, PressureStatistics? pressure)
    {
        if (pressure is null)
        {
            return;
        }

        json.WriteStartObject("psi");
        Pressure(json, "some", pressure.Some);
        Pressure(json, "full", pressure.Full);
        json.WriteEndObject();
    }

    private static void Pressure(Utf8JsonWriter json, string name, Pressure pressure)
    {
        json.WriteStartObject(name);
        json.WriteNumber("avg10", pressure.Average10);
        json.WriteNumber("avg60", pressure.Average60);
        json.WriteNumber("avg300", pressure.Average300);
        json.WriteNumber("total", pressure.Total);
        json.WriteEndObject();
    }

    private static void Numbers(Utf8JsonWriter json, string name, IReadOnlyList<ulong> numbers)
    {
        if (numbers.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static ulong[] Wide(IReadOnlyList<ushort> numbers)
    {
        var wide = new ulong[numbers.Count];
        for (var index = 0; index < wide.Length; index++)
        {
            wide[index] = numbers[index];
        }

        return wide;
    }

    private static void UnlessZero(Utf8JsonWriter json, string name, ulong number)
    {
        if (number > 0)
        {
            json.WriteNumber(name, number);
        }
    }
}
