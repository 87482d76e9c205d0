using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Decides to whom a container's cgroup is given on a host of version 2.</summary>
internal static class CgroupOwner
{
    private const string MountPoint = "/sys/fs/cgroup";

    /// <summary>Whoever sees only his own cgroup, and may write there, gets it: the user that the program runs as, as the host knows him.</summary>
    internal static uint? Of(RuntimeSpec spec, NamespacePlan namespaces, HostFacts facts)
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
