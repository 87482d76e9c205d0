using Tinyo.Oci.Spec.Json;

namespace Tinyo.Oci.Spec.Validation;

/// <summary>Rules for the limits of a cgroup; <c>at</c> is what their paths begin with.</summary>
internal static class ResourceRules
{
    internal static void Check(Findings findings, string at, LinuxResources resources)
    {
        Devices(findings, at, resources.Devices);
        Memory(findings, at, resources.Memory);
        Cpu(findings, at, resources.Cpu);
        NoneOrMore(findings, $"{at}pids.limit", resources.Pids?.Limit);
        HugePages(findings, at, resources.HugepageLimits);
        Network(findings, at, resources.Network);
        Rdma(findings, at, resources.Rdma);
        Unified(findings, at, resources.Unified);
        BlockIORules.Check(findings, $"{at}blockIO", resources.BlockIO);
    }

    private static void Devices(Findings findings, string at, IReadOnlyList<LinuxDeviceCgroup> rules)
    {
        for (var index = 0; index < rules.Count; index++)
        {
            var (rule, path) = (rules[index], $"{at}devices[{index}]");
            if (rule.Type is not (null or "" or "a" or "b" or "c"))
            {
                findings.Error($"{path}.type", $"found \"{JsonFinding.Shorten(rule.Type)}\", expected a, b or c");
            }

            if (rule.Access is { } access && access.AsSpan().ContainsAnyExcept("rwm"))
            {
                findings.Error($"{path}.access", $"found \"{JsonFinding.Shorten(access)}\", expected letters of rwm");
            }

            // -1 is Go's way to say all.
            findings.Range($"{path}.major", rule.Major ?? -1, -1, uint.MaxValue);
            findings.Range($"{path}.minor", rule.Minor ?? -1, -1, uint.MaxValue);
        }
    }

    private static void Memory(Findings findings, string at, LinuxMemory? memory)
    {
        if (memory is null)
        {
            return;
        }

        NoneOrMore(findings, $"{at}memory.limit", memory.Limit);
        NoneOrMore(findings, $"{at}memory.reservation", memory.Reservation);
        NoneOrMore(findings, $"{at}memory.swap", memory.Swap);
        if (memory is { Limit: > 0, Swap: > 0 } && memory.Swap < memory.Limit)
        {
            findings.Error($"{at}memory.swap", $"found {memory.Swap}, expected at least the limit {memory.Limit}: it is memory and swap together");
        }

        if (memory.Swappiness > 100)
        {
            findings.Error($"{at}memory.swappiness", $"found {memory.Swappiness}, expected 0 to 100");
        }
    }

    private static void Cpu(Findings findings, string at, LinuxCpu? cpu)
    {
        NoneOrMore(findings, $"{at}cpu.quota", cpu?.Quota);
        findings.NumberList($"{at}cpu.cpus", cpu?.Cpus);
        findings.NumberList($"{at}cpu.mems", cpu?.Mems);
        if (cpu?.Idle is { } idle)
        {
            findings.Range($"{at}cpu.idle", idle, 0, 1);
        }
    }

    private static void NoneOrMore(Findings findings, string path, long? value)
    {
        if (value < -1)
        {
            findings.Error(path, $"found {value}, expected -1 for no limit, or more");
        }
    }

    private static void HugePages(Findings findings, string at, IReadOnlyList<LinuxHugepageLimit> limits)
    {
        for (var index = 0; index < limits.Count; index++)
        {
            if (!IsPageSize(limits[index].PageSize))
            {
                findings.Error($"{at}hugepageLimits[{index}].pageSize", $"found \"{JsonFinding.Shorten(limits[index].PageSize)}\", expected a size like 64KB, 2MB or 1GB");
            }
        }
    }

    private static bool IsPageSize(ReadOnlySpan<char> size) =>
        size is [>= '1' and <= '9', .. var digits, 'K' or 'M' or 'G', 'B'] && !digits.ContainsAnyExceptInRange('0', '9');

    private static void Network(Findings findings, string at, LinuxNetwork? network)
    {
        for (var index = 0; index < (network?.Priorities.Count ?? 0); index++)
        {
            if (network!.Priorities[index].Name.Length is 0)
            {
                findings.Error($"{at}network.priorities[{index}].name", "empty, expected an interface");
            }
        }
    }

    private static void Rdma(Findings findings, string at, IReadOnlyDictionary<string, LinuxRdma> limits)
    {
        foreach (var (device, limit) in limits)
        {
            if (limit is { HcaHandles: null, HcaObjects: null })
            {
                findings.Error(JsonPath.Member($"{at}rdma", device), "limits nothing, expected hcaHandles or hcaObjects");
            }
        }
    }

    private static void Unified(Findings findings, string at, IReadOnlyDictionary<string, string> files)
    {
        foreach (var (file, value) in files)
        {
            var path = JsonPath.Member($"{at}unified", file);
            findings.NoNul(path, value);
            if (file is "" or "." or ".." || file.AsSpan().ContainsAny("/\0"))
            {
                findings.Error(path, "not a file of a cgroup");
            }
        }
    }
}
