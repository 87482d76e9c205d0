using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Plans which namespaces are made and which are joined.</summary>
internal static class NamespacePlanner
{
    // The user namespace gives the rights to enter the others; paths are looked up before the mount namespace changes them.
    private static ReadOnlySpan<CloneFlags> JoinOrder =>
    [
        CloneFlags.CLONE_NEWUSER, CloneFlags.CLONE_NEWIPC, CloneFlags.CLONE_NEWUTS, CloneFlags.CLONE_NEWNET,
        CloneFlags.CLONE_NEWPID, CloneFlags.CLONE_NEWCGROUP, CloneFlags.CLONE_NEWTIME, CloneFlags.CLONE_NEWNS,
    ];

    internal static NamespacePlan Plan(LinuxSpec linux, HostFacts facts, List<string> warnings)
    {
        var plan = Collect(linux.Namespaces);
        if (facts.Euid != 0 && !plan.Has(CloneFlags.CLONE_NEWUSER))
        {
            throw new OciException("rootless container requires user namespaces: add one to linux.namespaces, or run as root");
        }

        return plan.New.HasFlag(CloneFlags.CLONE_NEWUSER)
            ? plan with { UidMappings = linux.UidMappings, GidMappings = linux.GidMappings, TimeOffsets = TimeOffsets(linux) }
            : WithoutMappings(plan, linux, warnings) with { TimeOffsets = TimeOffsets(linux) };
    }

    private static NamespacePlan Collect(IReadOnlyList<LinuxNamespace> namespaces)
    {
        var (made, paths) = (CloneFlags.None, new Dictionary<CloneFlags, string>());
        foreach (var entry in namespaces)
        {
            var kind = Kind(entry.Type);
            if (made.HasFlag(kind) || paths.ContainsKey(kind))
            {
                throw new OciException($"linux.namespaces: '{entry.Type}' is there twice");
            }

            if (entry.Path is null or "")
            {
                made |= kind;
            }
            else
            {
                paths.Add(kind, entry.Path);
            }
        }

        return new NamespacePlan { New = made, Join = Order(paths) };
    }

    private static List<NamespaceJoin> Order(Dictionary<CloneFlags, string> paths)
    {
        var joins = new List<NamespaceJoin>(paths.Count);
        foreach (var kind in JoinOrder)
        {
            if (paths.TryGetValue(kind, out var path))
            {
                joins.Add(new NamespaceJoin(kind, path));
            }
        }

        return joins;
    }

    // containerd and CRI-O name both the path and the mappings it has already.
    private static NamespacePlan WithoutMappings(NamespacePlan plan, LinuxSpec linux, List<string> warnings)
    {
        if (linux.UidMappings.Count > 0 || linux.GidMappings.Count > 0)
        {
            warnings.Add("linux.uidMappings and linux.gidMappings are ignored: the user namespace is joined with the mappings it has");
        }

        return plan;
    }

    private static List<TimeOffsetPlan> TimeOffsets(LinuxSpec linux)
    {
        var offsets = new List<TimeOffsetPlan>(linux.TimeOffsets.Count);
        foreach (var (clock, offset) in linux.TimeOffsets)
        {
            offsets.Add(new TimeOffsetPlan(clock, offset.Secs, offset.Nanosecs));
        }

        return offsets;
    }

    private static CloneFlags Kind(string type) => type switch
    {
        "pid" => CloneFlags.CLONE_NEWPID,
        "network" => CloneFlags.CLONE_NEWNET,
        "mount" => CloneFlags.CLONE_NEWNS,
        "ipc" => CloneFlags.CLONE_NEWIPC,
        "uts" => CloneFlags.CLONE_NEWUTS,
        "user" => CloneFlags.CLONE_NEWUSER,
        "cgroup" => CloneFlags.CLONE_NEWCGROUP,
        "time" => CloneFlags.CLONE_NEWTIME,
        _ => throw new OciException($"linux.namespaces: unknown namespace '{type}'"),
    };
}
