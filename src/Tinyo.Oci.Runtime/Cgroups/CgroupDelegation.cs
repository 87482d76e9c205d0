using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.State;

namespace Tinyo.Oci.Runtime.Cgroups;

/// <summary>Gives a cgroup of version 2 to a user, who may then make others below it; see cgroups(7).</summary>
internal static class CgroupDelegation
{
    private const uint SameGroup = uint.MaxValue;
    private static readonly string[] s_oldKernels = ["cgroup.procs", "cgroup.subtree_control", "cgroup.threads"];

    /// <summary>Gives away the directory, and of its files those that the kernel names for it.</summary>
    public static void Give(CgroupRecord record, uint owner)
    {
        foreach (var directory in record.Directories)
        {
            if (directory.IsV2)
            {
                Give(directory.Path, owner);
                Array.ForEach(FilesOf(FileSystem.TryReadText("/sys/kernel/cgroup/delegate")), file => Give($"{directory.Path}/{file}", owner));
            }
        }
    }

    /// <summary>The files that a kernel names in its list, or those of the specification when it has no list.</summary>
    internal static string[] FilesOf(string? list) => list?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? s_oldKernels;

    // Not every kernel has every file.
    private static void Give(string path, uint owner)
    {
        if (FileSystem.TryChangeOwner(path, owner, SameGroup) is not (Errno.None or Errno.ENOENT) and var error)
        {
            throw CgroupTree.Failure($"it can't be given to user {owner}", path, error);
        }
    }
}
