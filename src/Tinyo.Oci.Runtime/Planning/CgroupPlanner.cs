using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Plans the cgroup that the container lives in.</summary>
internal static class CgroupPlanner
{
    private const string MountPoint = "/sys/fs/cgroup";

    internal static CgroupPlan Plan(string id, RuntimeSpec spec, LinuxSpec linux, NamespacePlan namespaces, HostFacts facts)
    {
        var isExplicit = linux.CgroupsPath is { Length: > 0 };
        return new CgroupPlan
        {
            Path = isExplicit ? Clean(linux.CgroupsPath!) : id,
            Explicit = isExplicit,
            Owner = Owner(spec, namespaces, facts),
            Resources = linux.Resources,
        };
    }

    // systemd's slice:prefix:name comes through as it is.
    private static string Clean(string path)
    {
        var clean = ContainerPath.Clean(path);
        return path.StartsWith('/') ? clean : clean[1..];
    }

    // Whoever sees only his own cgroup, and may write there, gets it: the user that the program runs as, as the host knows him.
    private static uint? Owner(RuntimeSpec spec, NamespacePlan namespaces, HostFacts facts)
    {
        if (facts.Unified is null || !namespaces.New.HasFlag(CloneFlags.CLONE_NEWCGROUP) || !HasWritableMount(spec.Mounts))
        {
            return null;
        }

        var uid = spec.Process?.User.Uid ?? 0;
        var owner = namespaces.New.HasFlag(CloneFlags.CLONE_NEWUSER) ? namespaces.HostUid(uid)
            : namespaces.Has(CloneFlags.CLONE_NEWUSER) ? null // whose ids are not known
            : uid;
        return owner == facts.Euid ? null : owner;
    }

    private static bool HasWritableMount(IReadOnlyList<Mount> mounts)
    {
        foreach (var mount in mounts)
        {
            if (mount.Type is "cgroup" or "cgroup2" && ContainerPath.Clean(mount.Destination) == MountPoint)
            {
                return IsWritable(mount.Options);
            }
        }

        return false;
    }

    private static bool IsWritable(IReadOnlyList<string> options)
    {
        var isWritable = true;
        foreach (var option in options)
        {
            isWritable = option switch
            {
                "ro" => false,
                "rw" => true,
                _ => isWritable,
            };
        }

        return isWritable;
    }
}
