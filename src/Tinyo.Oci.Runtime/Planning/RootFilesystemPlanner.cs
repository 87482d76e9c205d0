using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Mounts;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Plans how the root filesystem becomes the root.</summary>
internal static class RootFilesystemPlanner
{
    internal static RootFilesystemPlan Plan(PlanRequest request, NamespacePlan namespaces)
    {
        var spec = request.Bundle.Spec;
        var asked = Propagation(spec.Linux?.RootfsPropagation, request.NoPivot);
        var plan = new RootFilesystemPlan
        {
            Path = request.Bundle.Root,
            Readonly = spec.Root?.Readonly is true,
            NoPivot = request.NoPivot,
        };
        if (!namespaces.Has(CloneFlags.CLONE_NEWNS))
        {
            RefuseHostChanges(spec, plan, asked);
            return plan with { ParentPropagation = MountFlags.None };
        }

        return (asked & ~MountFlags.MS_REC) switch
        {
            MountFlags.None => plan,
            MountFlags.MS_UNBINDABLE => plan with { Propagation = asked },
            MountFlags.MS_SHARED => plan with { ParentPropagation = asked, Propagation = asked },
            _ => plan with { ParentPropagation = asked },
        };
    }

    private static MountFlags Propagation(string? word, bool noPivot)
    {
        if (word is null or "")
        {
            return MountFlags.None;
        }

        var propagation = MountOptions.Propagation(word);
        if (propagation is MountFlags.None)
        {
            throw new OciException($"linux.rootfsPropagation: '{word}' is not supported");
        }

        if (noPivot && propagation.HasFlag(MountFlags.MS_PRIVATE))
        {
            throw new OciException("linux.rootfsPropagation: private is not safe without pivot_root, leave out --no-pivot");
        }

        return propagation;
    }

    // They would be made on the host, seen by all, and nobody would undo them.
    private static void RefuseHostChanges(RuntimeSpec spec, RootFilesystemPlan plan, MountFlags propagation)
    {
        var what = spec.Mounts.Count > 0 ? "mounts"
            : plan.Readonly ? "root.readonly"
            : propagation is not MountFlags.None ? "linux.rootfsPropagation"
            : null;
        if (what is not null)
        {
            throw new OciException($"{what}: can't be set without a mount namespace, it would change the host");
        }
    }
}
