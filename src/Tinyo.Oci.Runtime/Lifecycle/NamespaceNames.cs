using Tinyo.Oci.Linux.Clone;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>The specification's words for kinds of namespaces.</summary>
internal static class NamespaceNames
{
    internal static string Of(CloneFlags kind) => kind switch
    {
        CloneFlags.CLONE_NEWNS => "mount",
        CloneFlags.CLONE_NEWCGROUP => "cgroup",
        CloneFlags.CLONE_NEWUTS => "uts",
        CloneFlags.CLONE_NEWIPC => "ipc",
        CloneFlags.CLONE_NEWUSER => "user",
        CloneFlags.CLONE_NEWPID => "pid",
        CloneFlags.CLONE_NEWNET => "network",
        CloneFlags.CLONE_NEWTIME => "time",
        _ => kind.ToString(),
    };
}
