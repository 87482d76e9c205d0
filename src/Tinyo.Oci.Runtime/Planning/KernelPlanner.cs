using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Plans names, sysctls and paths that are hidden or protected.</summary>
internal static class KernelPlanner
{
    internal static KernelPlan Plan(RuntimeSpec spec, LinuxSpec linux) => new()
    {
        Hostname = spec.Hostname is "" ? null : spec.Hostname,
        Domainname = spec.Domainname is "" ? null : spec.Domainname,
        Sysctls = Sysctls(linux.Sysctl),
        MaskedPaths = Clean(linux.MaskedPaths),
        ReadonlyPaths = Clean(linux.ReadonlyPaths),
    };

    /// <summary>The path below /proc/sys of a parameter: the first separator decides, so that <c>net.ipv4.conf.eno2/100.x</c> is <c>net/ipv4/conf/eno2.100/x</c>, see sysctl(8).</summary>
    internal static string SysctlPath(string name)
    {
        var first = name.AsSpan().IndexOfAny('.', '/');
        var path = first < 0 || name[first] is '/' ? name : string.Create(name.Length, name, Swap);
        return path.Length > 0 && ContainerPath.Clean(path).AsSpan(1).SequenceEqual(path)
            ? path
            : throw new OciException($"linux.sysctl: '{name}' is not the name of a kernel parameter");
    }

    private static void Swap(Span<char> path, string name)
    {
        for (var index = 0; index < path.Length; index++)
        {
            path[index] = name[index] switch { '.' => '/', '/' => '.', var other => other };
        }
    }

    private static List<SysctlPlan> Sysctls(IReadOnlyDictionary<string, string> sysctl)
    {
        var plans = new List<SysctlPlan>(sysctl.Count);
        foreach (var (name, value) in sysctl)
        {
            plans.Add(new SysctlPlan(SysctlPath(name), value));
        }

        return plans;
    }

    private static List<string> Clean(IReadOnlyList<string> paths)
    {
        var clean = new List<string>(paths.Count);
        foreach (var path in paths)
        {
            clean.Add(ContainerPath.Clean(path));
        }

        return clean;
    }
}
