using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups.Resources;

/// <summary>Decides what is written to which file for <c>linux.resources</c>, devices apart. Makes no system calls.</summary>
internal static class ResourceFiles
{
    private const string At = "linux.resources";

    /// <summary>What is written, in order.</summary>
    /// <param name="resources">What is asked for; what is absent stays as it is.</param>
    /// <param name="layout">Which hierarchy has which controller.</param>
    public static ResourcePlan Plan(LinuxResources resources, ICgroupLayout layout)
    {
        var plan = new ResourcePlan();
        if (resources.Pids?.Limit is { } pids)
        {
            plan.Add($"{At}.pids.limit", "pids", "pids.max", CgroupConversions.OrMax(pids));
        }

        if (resources.Memory is { } memory)
        {
            MemoryFiles.Plan(memory, layout.IsV2("memory"), plan);
        }

        if (resources.Cpu is { } cpu)
        {
            CpuFiles.Plan(cpu, layout.IsV2("cpu"), plan);
            CpuFiles.PlanSet(cpu, plan);
        }

        if (resources.BlockIO is { } blockIO)
        {
            BlockIOFiles.Plan(blockIO, layout.IsV2("blkio"), plan);
        }

        HugePages(resources.HugepageLimits, layout.IsV2("hugetlb"), plan);
        Rdma(resources.Rdma, plan);
        Network(resources.Network, layout, plan);
        Unified(resources.Unified, layout, plan);
        return plan;
    }

    // Kernels from 5.7 on limit reservations too, which fail where a page fault would kill.
    private static void HugePages(IReadOnlyList<LinuxHugepageLimit> limits, bool isV2, ResourcePlan plan)
    {
        for (var index = 0; index < limits.Count; index++)
        {
            var (property, file) = ($"{At}.hugepageLimits[{index}]", $"hugetlb.{limits[index].PageSize}");
            var (value, suffix) = ($"{limits[index].Limit}", isV2 ? "max" : "limit_in_bytes");
            plan.Add(new ResourceWrite(property, "hugetlb", $"{file}.{suffix}", value) { Lack = $"huge pages of {limits[index].PageSize} are unknown" });
            plan.Add(new ResourceWrite(property, "hugetlb", $"{file}.rsvd.{suffix}", value) { IsOptional = true });
        }
    }

    private static void Rdma(IReadOnlyDictionary<string, LinuxRdma> limits, ResourcePlan plan)
    {
        foreach (var (device, limit) in limits)
        {
            var handles = limit.HcaHandles is { } most ? $" hca_handle={most}" : "";
            var objects = limit.HcaObjects is { } count ? $" hca_object={count}" : "";
            plan.Add($"{At}.rdma[\"{device}\"]", "rdma", "rdma.max", $"{device}{handles}{objects}");
        }
    }

    private static void Network(LinuxNetwork? network, ICgroupLayout layout, ResourcePlan plan)
    {
        var classId = network?.ClassID ?? 0;
        var priorities = network?.Priorities ?? [];
        if ((classId is not 0 || priorities.Count > 0) && layout.IsUnifiedOnly)
        {
            plan.Warn($"{At}.network has no effect: cgroup v2 has no such settings");
            return;
        }

        if (classId is not 0)
        {
            plan.Add($"{At}.network.classID", "net_cls", "net_cls.classid", $"{classId}");
        }

        for (var index = 0; index < priorities.Count; index++)
        {
            plan.Add($"{At}.network.priorities[{index}]", "net_prio", "net_prio.ifpriomap", $"{priorities[index].Name} {priorities[index].Priority}");
        }
    }

    private static void Unified(IReadOnlyDictionary<string, string> files, ICgroupLayout layout, ResourcePlan plan)
    {
        if (files.Count > 0 && !layout.HasUnified)
        {
            throw new OciException($"{At}.unified: cannot use unified on cgroup v1: this machine has no cgroup v2 hierarchy");
        }

        foreach (var (file, value) in files)
        {
            var property = $"{At}.unified[\"{file}\"]";
            if (file is "" or "." or ".." || file.AsSpan().ContainsAny("/\0"))
            {
                throw new OciException($"{property}: it must be a file name (no slashes)");
            }

            var dot = file.IndexOf('.', StringComparison.Ordinal);
            var controller = dot < 0 ? file : file[..dot];
            foreach (var line in Lines(value))
            {
                plan.Add(new ResourceWrite(property, controller, file, line) { IsUnified = true });
            }
        }
    }

    // The kernel takes one line at a time.
    private static string[] Lines(string value) =>
        value.Contains('\n', StringComparison.Ordinal) ? value.Split('\n', StringSplitOptions.RemoveEmptyEntries) : [value];
}
