using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups;

/// <summary>Tells which limits a configuration asks for.</summary>
internal static class CgroupLimits
{
    /// <summary>The names of the limits asked for, as <c>memory, pids</c>; empty when there are none.</summary>
    public static string Describe(LinuxResources? resources)
    {
        var names = new List<string>();
        if (resources is not null)
        {
            Add(names, "devices", resources.Devices.Count > 0);
            Add(names, "memory", resources.Memory is not null);
            Add(names, "cpu", resources.Cpu is not null);
            Add(names, "pids", resources.Pids is not null);
            Add(names, "blockIO", resources.BlockIO is not null);
            Add(names, "hugepageLimits", resources.HugepageLimits.Count > 0);
            Add(names, "network", resources.Network is not null);
            Add(names, "rdma", resources.Rdma.Count > 0);
            Add(names, "unified", resources.Unified.Count > 0);
        }

        return string.Join(", ", names);
    }

    private static void Add(List<string> names, string name, bool asked)
    {
        if (asked)
        {
            names.Add(name);
        }
    }
}
