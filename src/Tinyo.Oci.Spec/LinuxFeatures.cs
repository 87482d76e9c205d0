namespace Tinyo.Oci.Spec;

/// <summary>What the runtime can do on Linux.</summary>
public sealed record LinuxFeatures
{
    /// <summary>Known kinds of namespaces.</summary>
    public IReadOnlyList<string>? Namespaces { get; init; }

    /// <summary>Known capabilities.</summary>
    public IReadOnlyList<string>? Capabilities { get; init; }

    /// <summary>Cgroup managers and versions.</summary>
    public CgroupFeatures? Cgroup { get; init; }

    /// <summary>Filtering of system calls.</summary>
    public SeccompFeatures? Seccomp { get; init; }

    /// <summary>AppArmor.</summary>
    public ToggleFeature? Apparmor { get; init; }

    /// <summary>SELinux.</summary>
    public ToggleFeature? Selinux { get; init; }

    /// <summary>Cache and memory bandwidth allocation.</summary>
    public IntelRdtFeatures? IntelRdt { get; init; }

    /// <summary>NUMA memory policies.</summary>
    public MemoryPolicyFeatures? MemoryPolicy { get; init; }

    /// <summary>Mounts beyond mount(2).</summary>
    public MountExtensionFeatures? MountExtensions { get; init; }

    /// <summary>Moving network interfaces.</summary>
    public ToggleFeature? NetDevices { get; init; }
}
