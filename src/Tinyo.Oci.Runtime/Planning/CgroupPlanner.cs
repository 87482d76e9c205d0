using Tinyo.Oci.Runtime.Systemd;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Plans the cgroup that the container lives in.</summary>
internal static class CgroupPlanner
{
    internal static CgroupPlan Plan(string id, LinuxSpec linux) => linux.CgroupsPath is { Length: > 0 } path
        ? new CgroupPlan { Path = Clean(path), Explicit = true, Resources = linux.Resources }
        : new CgroupPlan { Path = id, Resources = linux.Resources };

    internal static CgroupPlan PlanUnit(string id, LinuxSpec linux, HostFacts facts)
    {
        var unit = UnitName.Parse(linux.CgroupsPath, id, facts.UsersSystemd);
        return new CgroupPlan
        {
            Path = (facts.UsersSystemd ? UsersRoot(facts.Unified?.OwnPath ?? "") : "") + unit.CgroupPath,
            Explicit = true,
            Unit = unit,
            Resources = linux.Resources,
        };
    }

    // A user's systemd is at /user.slice/user-1000.slice/user@1000.service, in a slice with all else of the user's, as the caller.
    private static string UsersRoot(string ownPath)
    {
        const string Prefix = "/user-", Suffix = ".slice";
        var start = ownPath.IndexOf(Prefix, StringComparison.Ordinal);
        var end = start < 0 ? -1 : ownPath.IndexOf(Suffix, start, StringComparison.Ordinal);
        return end < 0 ? "" : $"{ownPath[..(end + Suffix.Length)]}/user@{ownPath[(start + Prefix.Length)..end]}.service";
    }

    private static string Clean(string path)
    {
        var clean = ContainerPath.Clean(path);
        return path.StartsWith('/') ? clean : clean[1..];
    }
}
