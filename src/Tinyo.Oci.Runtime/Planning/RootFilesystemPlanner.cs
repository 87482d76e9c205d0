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
            RefuseHostChanges(asked);
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

    // It would change the propagation of the host's own mounts.
    private static void RefuseHostChanges(MountFlags propagation)
    {
        if (propagation is not MountFlags.None)
        {
            throw new OciException("linux.rootfsPropagation: can't be set without a mount namespace, it would change the host");
        }
    }
}
