using Tinyo.Oci.Runtime.State;

namespace Tinyo.Oci.Runtime.Cgroups;

/// <summary>Finds the cgroups that a record tells of.</summary>
internal static class Cgroup
{
    /// <summary>The cgroups of a record.</summary>
    /// <param name="record">Where they are.</param>
    /// <param name="tolerant">Whether a hierarchy in which nothing may be made is left out, rather than an error.</param>
    public static ICgroup Open(CgroupRecord record, bool tolerant = false)
    {
        var cgroups = OpenDirectories(record, tolerant);
        return record.Unit is null ? cgroups : new SystemdCgroup(record, cgroups);
    }

    /// <summary>The cgroup in one hierarchy.</summary>
    internal static CgroupTree OpenTree(CgroupDirectory directory) => directory.IsV2 ? new CgroupV2(directory) : new CgroupV1(directory);

    private static ICgroup OpenDirectories(CgroupRecord record, bool tolerant)
    {
        if (record.Directories.Count == 0)
        {
            return NoCgroup.Instance;
        }

        var trees = new List<CgroupTree>(record.Directories.Count);
        foreach (var directory in record.Directories)
        {
            trees.Add(OpenTree(directory));
        }

        return new CompositeCgroup(record.Manager, trees, tolerant);
    }
}
