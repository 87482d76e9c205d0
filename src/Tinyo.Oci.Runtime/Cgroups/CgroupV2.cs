using Tinyo.Oci.Linux;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Runtime.State;

namespace Tinyo.Oci.Runtime.Cgroups;

/// <summary>A cgroup in the hierarchy of cgroup v2.</summary>
internal sealed class CgroupV2(CgroupDirectory directory) : CgroupTree(directory)
{
    private const string ControlFile = "cgroup.subtree_control";

    /// <inheritdoc/>
    public override bool CanFreeze => true;

    /// <summary>Enables every controller of the root in all cgroups above this one, as far as the kernel allows.</summary>
    public void EnableControllers()
    {
        var all = CgroupFile.TryRead($"{Directory.Mount}/cgroup.controllers")?.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (all.Length == 0 || Path.GetDirectoryName(Directory.Path) is not { } last || IsEnabled(last, all))
        {
            return;
        }

        for (var end = Directory.Mount.Length; end > 0 && end <= last.Length; end = Next(last, end))
        {
            Enable(last[..end], all);
        }
    }

    /// <inheritdoc/>
    public override bool IsFrozen() => TryRead("cgroup.freeze")?.StartsWith('1') ?? false;

    /// <inheritdoc/>
    public override bool TrySetFrozen(bool frozen)
    {
        if (TryWrite("cgroup.freeze", frozen ? "1" : "0") is not Errno.None and var error)
        {
            throw Failure(frozen ? "can't be frozen" : "can't be thawed", Directory.Path, error);
        }

        return !frozen || (TryRead("cgroup.events")?.Contains("frozen 1", StringComparison.Ordinal) ?? false);
    }

    /// <inheritdoc/>
    public override void ThawAll() => TryWrite("cgroup.freeze", "0"); // version 2 lets die what is frozen

    /// <inheritdoc/>
    public override bool TryKill() => TryWrite("cgroup.kill", "1") is Errno.None;

    /// <inheritdoc/>
    public override Errno TryJoin(int pid)
    {
        // Below a cgroup that shares domain controllers with processes of its own, only a threaded one is valid.
        return base.TryJoin(pid) is not Errno.EOPNOTSUPP and var outcome ? outcome
            : TryWrite("cgroup.type", "threaded") is Errno.None ? base.TryJoin(pid) : Errno.EOPNOTSUPP;
    }

    private static bool IsEnabled(string path, string[] controllers)
    {
        var enabled = CgroupFile.TryRead($"{path}/{ControlFile}")?.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries) ?? [];
        foreach (var controller in controllers)
        {
            if (Array.IndexOf(enabled, controller) < 0)
            {
                return false;
            }
        }

        return true;
    }

    // All or none in one write, so one that is refused must not keep out the others.
    private static void Enable(string path, string[] controllers)
    {
        var file = $"{path}/{ControlFile}";
        if (FileSystem.TryWriteText(file, $"+{string.Join(" +", controllers)}") is Errno.None)
        {
            return;
        }

        foreach (var controller in controllers)
        {
            FileSystem.TryWriteText(file, $"+{controller}");
        }
    }

    private static int Next(string path, int end)
    {
        if (end == path.Length)
        {
            return -1;
        }

        var slash = path.IndexOf('/', end + 1);
        return slash < 0 ? path.Length : slash;
    }
}
