using Tinyo.Oci.Linux.Mounts;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Plans the mounts.</summary>
internal static class MountPlanner
{
    internal static IReadOnlyList<MountPlan> Plan(
        IReadOnlyList<Mount> mounts, string bundle, CgroupMountPlanner cgroups, IdMapPlanner ids, bool isConfined, List<string> warnings)
    {
        var plans = new List<MountPlan>(mounts.Count);
        for (var index = 0; index < mounts.Count; index++)
        {
            var plan = Plan(index, mounts[index], bundle, ids, isConfined, warnings);
            if (plan is { Kind: MountKind.Remount } && !plan.Flags.HasFlag(MountFlags.MS_RDONLY))
            {
                KeepWritable(plan.Target, plans);
            }

            if (plan is { Kind: MountKind.FileSystem, Type: "cgroup" or "cgroup2" })
            {
                cgroups.Expand(plan, plans);
            }
            else
            {
                plans.Add(plan);
            }
        }

        return plans;
    }

    // A remount has the last word: what it makes writable must not become read-only after all.
    private static void KeepWritable(string target, List<MountPlan> plans)
    {
        var earlier = plans.FindLastIndex(plan => plan.Target == target);
        if (earlier >= 0 && plans[earlier].ReadonlyLast)
        {
            plans[earlier] = plans[earlier] with { ReadonlyLast = false };
        }
    }

    private static MountPlan Plan(int index, Mount mount, string bundle, IdMapPlanner ids, bool isConfined, List<string> warnings)
    {
        var options = MountOptions.Parse(mount.Options);
        var plan = Decide(new MountPlan
        {
            Index = index,
            Kind = MountKind.FileSystem,
            Target = ContainerPath.Clean(mount.Destination),
            Flags = options.Flags,
            Cleared = options.Cleared,
            RecursiveSet = options.RecursiveSet,
            RecursiveClear = options.RecursiveClear,
            Propagation = options.Propagation,
            Data = options.Data,
            CopyUp = options.CopyUp,
        }, mount, options, bundle);
        plan = isConfined && plan is { Kind: MountKind.FileSystem, Type: "sysfs" } ? plan with { Fallback = "/sys", Recursive = true } : plan;
        Check(plan, options.Bind);
        plan = plan with { IdMap = IdMap(plan, mount, options.IdMap, ids) };
        return options.Bind ? WithoutData(plan, warnings) : plan;
    }

    private static MountIdMapPlan? IdMap(MountPlan plan, Mount mount, string? option, IdMapPlanner ids)
    {
        try
        {
            return ids.Plan(mount, option) switch
            {
                null => null,
                _ when plan.Kind is MountKind.Remount => throw new OciException("the ids of a mount that is there already can't be mapped"),
                _ when plan.Type is "cgroup" or "cgroup2" => throw new OciException($"a file system of type {plan.Type} can't be id-mapped"),
                var map => map,
            };
        }
        catch (OciException refusal)
        {
            throw Refuse(plan, refusal.Message);
        }
    }

    private static MountPlan Decide(MountPlan plan, Mount mount, MountOptionSet options, string bundle)
    {
        if (options.Remount)
        {
            return plan with { Kind = MountKind.Remount, Type = options.Bind || mount.Type is "" or "none" or "bind" ? null : mount.Type };
        }

        if (options.Bind)
        {
            return plan with { Kind = MountKind.Bind, Source = BindSource(plan, mount, bundle), Recursive = options.Recursive };
        }

        return plan with
        {
            Source = mount.Source is null or "" ? mount.Type : mount.Source,
            Type = mount.Type,
            // Mount points and device nodes inside are made first.
            ReadonlyLast = plan.Flags.HasFlag(MountFlags.MS_RDONLY)
                && !plan.RecursiveClear.HasFlag(MountAttributes.MOUNT_ATTR_RDONLY) && (mount.Type is "tmpfs" || plan.Target is "/dev"),
        };
    }

    private static string BindSource(MountPlan plan, Mount mount, string bundle) =>
        mount.Source is null or ""
            ? throw Refuse(plan, "a bind mount needs a source")
            : ContainerPath.Resolve(bundle, mount.Source);

    private static void Check(MountPlan plan, bool isBind)
    {
        if (plan.Kind is MountKind.FileSystem && plan.Type is null or "" or "none" or "bind")
        {
            throw Refuse(plan, "needs a file system's type, or the option bind or rbind");
        }

        if (plan.CopyUp && (plan.Type is not "tmpfs" || plan.Target is "/"))
        {
            throw Refuse(plan, "tmpcopyup is for type tmpfs only, and not for the root");
        }

        if (plan.Kind is not MountKind.Remount && ProcMounts.Refusal(plan.Target, plan.Type, isBind) is { } refusal)
        {
            throw Refuse(plan, refusal);
        }
    }

    // They belong to the file system, which is somebody else's, and the kernel ignores them.
    private static MountPlan WithoutData(MountPlan plan, List<string> warnings)
    {
        if (plan.Data.Count is 0)
        {
            return plan;
        }

        warnings.Add($"mounts[{plan.Index}] at {plan.Target}: a bind mount has no options of its file system: {string.Join(',', plan.Data)} is ignored");
        return plan with { Data = [] };
    }

    private static OciException Refuse(MountPlan plan, string reason) =>
        new($"mounts[{plan.Index}] at {plan.Target}: {reason}");
}
