namespace Tinyo.Oci.Spec;

/// <summary>Traffic classes of cgroup v1.</summary>
public sealed record LinuxNetwork
{
    /// <summary>The class that packets are tagged with.</summary>
    public uint? ClassID { get; init; }

    /// <summary>Priorities by interface.</summary>
    public IReadOnlyList<LinuxInterfacePriority> Priorities { get; init; } = [];
}
