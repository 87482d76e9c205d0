using Tinyo.Oci.Linux.Mounts;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Turns a mount of type cgroup into the mounts that show the container its cgroups; without a path these are its caller's.</summary>
internal sealed class CgroupMountPlanner(string? cgroupPath, bool hasNamespace, HostFacts facts)
{
    private const MountFlags Restricted = MountFlags.MS_NOSUID | MountFlags.MS_NODEV | MountFlags.MS_NOEXEC;

    internal void Expand(MountPlan mount, List<MountPlan> plans)
    {
        if (facts.Unified is { } unified)
        {
            plans.Add(Unified(mount, unified));
        }
        else if (mount.Type is "cgroup2")
        {
            plans.Add(mount);
        }
        else
        {
            Legacy(mount, plans);
        }
    }

    // Mounted anew in the host's own cgroup namespace, options that were left out would be taken from the host's mount too.
    private MountPlan Unified(MountPlan mount, CgroupHierarchy hierarchy) => hasNamespace
        ? mount with { Type = "cgroup2", Fallback = Locate(hierarchy) }
        : Bind(mount, mount.Target, hierarchy.MountPoint);

    // A hybrid host's version 2 tree is not shown, as other runtimes don't.
    private void Legacy(MountPlan mount, List<MountPlan> plans)
    {
        plans.Add(Base(mount));
        foreach (var hierarchy in facts.Cgroups)
        {
            if (hierarchy.Version is 1)
            {
                var target = ContainerPath.Below(mount.Target, ContainerPath.Name(hierarchy.MountPoint));
                plans.Add(hasNamespace ? Own(mount, target, hierarchy) : Legacy(mount, target, hierarchy));
            }
        }

        Links(mount, plans);
        if (mount.Flags.HasFlag(MountFlags.MS_RDONLY))
        {
            plans.Add(Remount(mount));
        }
    }

    // Where the container's own may be missing, for want of privilege to make it, it lives in its caller's.
    private MountPlan Legacy(MountPlan mount, string target, CgroupHierarchy hierarchy) =>
        Bind(mount, target, Locate(hierarchy)) with
        {
            Fallback = facts.Rootless ? Callers(hierarchy) : null,
        };

    private string Locate(CgroupHierarchy hierarchy) => cgroupPath is null ? Callers(hierarchy) : hierarchy.Locate(cgroupPath);

    private static string Callers(CgroupHierarchy hierarchy) => ContainerPath.Below(hierarchy.MountPoint, hierarchy.OwnPath);

    // One hierarchy of several controllers is found by each one's name.
    private void Links(MountPlan mount, List<MountPlan> plans)
    {
        foreach (var hierarchy in facts.Cgroups)
        {
            var name = ContainerPath.Name(hierarchy.MountPoint);
            foreach (var controller in hierarchy.Controllers)
            {
                if (hierarchy.Controllers.Count > 1 && controller != name)
                {
                    plans.Add(new MountPlan
                    {
                        Index = mount.Index,
                        Kind = MountKind.Link,
                        Source = name,
                        Target = ContainerPath.Below(mount.Target, controller),
                    });
                }
            }
        }
    }

    private static MountPlan Base(MountPlan mount) => new()
    {
        Index = mount.Index,
        Kind = MountKind.FileSystem,
        Source = "tmpfs",
        Target = mount.Target,
        Type = "tmpfs",
        Flags = Restricted,
        Propagation = mount.Propagation,
        Data = ["mode=755"],
    };

    private static MountPlan Own(MountPlan mount, string target, CgroupHierarchy hierarchy) => new()
    {
        Index = mount.Index,
        Kind = MountKind.FileSystem,
        Source = "cgroup",
        Target = target,
        Type = "cgroup",
        Flags = Restricted | (mount.Flags & MountFlags.MS_RDONLY),
        Data = hierarchy.Controllers,
    };

    private static MountPlan Bind(MountPlan mount, string target, string source) => new()
    {
        Index = mount.Index,
        Kind = MountKind.Bind,
        Source = source,
        Target = target,
        Flags = mount.Flags,
        Cleared = mount.Cleared,
        RecursiveSet = mount.RecursiveSet,
        RecursiveClear = mount.RecursiveClear,
        Propagation = mount.Propagation,
    };

    private static MountPlan Remount(MountPlan mount) => new()
    {
        Index = mount.Index,
        Kind = MountKind.Remount,
        Target = mount.Target,
        Flags = Restricted | MountFlags.MS_RDONLY,
    };
}
