namespace Tinyo.Oci.Runtime.Planning;

/// <summary>How a mount comes to be.</summary>
public enum MountKind
{
    /// <summary>A new instance of a file system type.</summary>
    FileSystem,

    /// <summary>Another place's tree shown here.</summary>
    Bind,

    /// <summary>A mount that is there already, with other flags.</summary>
    Remount,

    /// <summary>A symbolic link; <see cref="MountPlan.Source"/> is what it says.</summary>
    Link,
}
