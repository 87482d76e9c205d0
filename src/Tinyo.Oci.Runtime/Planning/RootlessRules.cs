using System.Globalization;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>What a caller who is not root can't have.</summary>
internal static class RootlessRules
{
    internal static void Check(IReadOnlyList<MountPlan> mounts, NamespacePlan namespaces, HostFacts facts)
    {
        // The mappings of a namespace that is joined are not known here.
        if (facts.Euid == 0 || !namespaces.New.HasFlag(CloneFlags.CLONE_NEWUSER))
        {
            return;
        }

        foreach (var mount in mounts)
        {
            foreach (var option in mount.Data)
            {
                Check(mount, option, "uid=", namespaces.UidMappings);
                Check(mount, option, "gid=", namespaces.GidMappings);
            }
        }
    }

    private static void Check(MountPlan mount, string option, string key, IReadOnlyList<LinuxIdMapping> mappings)
    {
        if (option.StartsWith(key, StringComparison.Ordinal)
            && uint.TryParse(option.AsSpan(key.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && !IsMapped(id, mappings))
        {
            throw new OciException($"mounts[{mount.Index}]: cannot specify {option} mount option for rootless container: the id is not mapped");
        }
    }

    private static bool IsMapped(uint id, IReadOnlyList<LinuxIdMapping> mappings)
    {
        foreach (var mapping in mappings)
        {
            if (id >= mapping.ContainerID && id - mapping.ContainerID < mapping.Size)
            {
                return true;
            }
        }

        return false;
    }
}
