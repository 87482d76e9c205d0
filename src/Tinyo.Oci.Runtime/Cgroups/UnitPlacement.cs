using Tinyo.Oci.Runtime.Planning;
using Tinyo.Oci.Runtime.State;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Cgroups;

/// <summary>Where the cgroups of a unit are: those that systemd has made, and those beside them in hierarchies that it leaves alone.</summary>
/// <param name="All">All of them.</param>
/// <param name="Others">Those that are still to be made and joined.</param>
internal sealed record UnitPlacement(CgroupRecord All, CgroupRecord Others)
{
    private const string OwnHierarchy = "name=systemd";

    /// <summary>The places of a unit without processes.</summary>
    /// <param name="hierarchies">The machine's cgroup trees.</param>
    /// <param name="place">The unit's cgroup, from the root of each.</param>
    public static CgroupRecord Of(IReadOnlyList<CgroupHierarchy> hierarchies, string place) => Record(hierarchies, place, static _ => true);

    /// <summary>The places of a unit that systemd has put a process in.</summary>
    public static UnitPlacement OfProcess(int pid, string unit) => Of(CgroupHierarchyReader.ReadOf($"{pid}"), pid, unit);

    /// <summary>The places of a unit, by those of a process that is in it where systemd rules.</summary>
    internal static UnitPlacement Of(IReadOnlyList<CgroupHierarchy> hierarchies, int pid, string unit)
    {
        var place = PlaceOf(unit, hierarchies)
            ?? throw new OciException($"systemd has started unit '{unit}' but process {pid} is not in it: is its pid the same where systemd runs?");
        return new UnitPlacement(
            Record(hierarchies, place, static _ => true),
            Record(hierarchies, place, hierarchy => hierarchy.OwnPath != place));
    }

    private static string? PlaceOf(string unit, IReadOnlyList<CgroupHierarchy> hierarchies)
    {
        foreach (var hierarchy in hierarchies)
        {
            if ((hierarchy.Version is 2 || hierarchy.Controllers is [OwnHierarchy]) && hierarchy.OwnPath.EndsWith($"/{unit}", StringComparison.Ordinal))
            {
                return hierarchy.OwnPath;
            }
        }

        return null;
    }

    private static CgroupRecord Record(IReadOnlyList<CgroupHierarchy> hierarchies, string place, Predicate<CgroupHierarchy> isWanted)
    {
        var directories = new List<CgroupDirectory>(hierarchies.Count);
        foreach (var hierarchy in hierarchies)
        {
            if (isWanted(hierarchy))
            {
                directories.Add(new CgroupDirectory(string.Join(',', hierarchy.Controllers), hierarchy.MountPoint, hierarchy.Locate(place)));
            }
        }

        return new CgroupRecord { Manager = CgroupRecord.SystemdManager, Directories = directories };
    }
}
