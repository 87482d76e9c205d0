using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Mounts;
using Tinyo.Oci.Runtime.Planning;

namespace Tinyo.Oci.Runtime.Init;

/// <summary>One of the kernel's two ways of mounting: by descriptors, or the older mount(2).</summary>
internal interface IMountMethod
{
    /// <summary>Shows <paramref name="source"/> at <paramref name="target"/>, with the plan's flags; returns the mount.</summary>
    SafeFileHandle Bind(MountPlan mount, SafeFileHandle source, SafeFileHandle target);

    /// <summary>Mounts a new file system at <paramref name="target"/> and returns the mount; <paramref name="fill"/> gets its root before it is made read-only.</summary>
    SafeFileHandle MountNew(MountPlan mount, SafeFileHandle target, IReadOnlyList<string> data, Action<SafeFileHandle>? fill);

    /// <summary>Gives the mount at a handle the plan's flags.</summary>
    void Reconfigure(MountPlan mount, SafeFileHandle mounted);

    /// <summary>Shows what is at <paramref name="target"/> there once more, read-only, with all other flags as they were.</summary>
    void BindReadonly(string path, SafeFileHandle target);

    /// <summary>Sets attributes of the mount at a handle.</summary>
    void Protect(SafeFileHandle mounted, MountAttributes set);
}
