using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>A container, fully decided: the executor only has to make the calls. Holds no descriptors, so that it can be sent and compared.</summary>
public sealed record ContainerPlan
{
    /// <summary>The container's id.</summary>
    public required string Id { get; init; }

    /// <summary>The specification's version that the configuration names.</summary>
    public required string OciVersion { get; init; }

    /// <summary>Absolute path of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>The configuration's annotations.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Namespaces made and joined.</summary>
    public required NamespacePlan Namespaces { get; init; }

    /// <summary>Network devices that the container takes from its caller.</summary>
    public IReadOnlyList<NetDevicePlan> NetDevices { get; init; } = [];

    /// <summary>Where the root is and how it is entered.</summary>
    public required RootFilesystemPlan RootFilesystem { get; init; }

    /// <summary>Mounts, in the order in which they are made.</summary>
    public IReadOnlyList<MountPlan> Mounts { get; init; } = [];

    /// <summary>Device nodes and links.</summary>
    public required DevicesPlan Devices { get; init; }

    /// <summary>Names, sysctls and paths that are hidden or protected.</summary>
    public required KernelPlan Kernel { get; init; }

    /// <summary>The program; null when the configuration has none, so that the container can never be started.</summary>
    public ProcessPlan? Process { get; init; }

    /// <summary>The socket of whoever decides about the program's system calls; null when nobody does.</summary>
    public string? SeccompListener { get; init; }

    /// <summary>What that one is told besides.</summary>
    public string? SeccompMetadata { get; init; }

    /// <summary>The cgroup that the container lives in.</summary>
    public required CgroupPlan Cgroup { get; init; }

    /// <summary>How cache and memory bandwidth are divided; for the caller, as the limits are.</summary>
    public LinuxIntelRdt? IntelRdt { get; init; }

    /// <summary>What to run at which moment.</summary>
    public Spec.Hooks Hooks { get; init; } = new();
}
