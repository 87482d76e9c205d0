using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Plans how new file systems get the SELinux label that <c>linux.mountLabel</c> asks for.</summary>
internal static class MountLabels
{
    // crun's: which of mount(8)'s four options carries the label.
    private const string ContextType = "run.oci.mount_context_type";

    internal static IReadOnlyList<MountPlan> Add(IReadOnlyList<MountPlan> mounts, string? label, IReadOnlyDictionary<string, string> annotations)
    {
        if (label is null or "")
        {
            return mounts;
        }

        var option = annotations.GetValueOrDefault(ContextType, "context");
        if (option is not ("context" or "fscontext" or "defcontext" or "rootcontext"))
        {
            throw new OciException($"annotation {ContextType}: '{option}' is none of context, fscontext, defcontext, rootcontext");
        }

        var labelled = new List<MountPlan>(mounts.Count);
        foreach (var mount in mounts)
        {
            labelled.Add(Add(mount, label, option));
        }

        return labelled;
    }

    // Kernel file systems are labelled by the policy; a mqueue knows no such option, but takes a label once it is there.
    private static MountPlan Add(MountPlan mount, string label, string option) => mount switch
    {
        { Kind: not MountKind.FileSystem } or { Type: "proc" or "sysfs" or "cgroup" or "cgroup2" } => mount,
        { Type: "mqueue" } => mount with { RootLabel = label },
        _ => mount with { ContextOption = option, ContextLabel = label },
    };
}
