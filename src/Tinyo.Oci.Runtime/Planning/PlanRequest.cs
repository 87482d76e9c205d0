using Tinyo.Oci.Runtime.Bundles;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>What is to be planned.</summary>
public sealed record PlanRequest
{
    /// <summary>The container's id.</summary>
    public required string Id { get; init; }

    /// <summary>The bundle, with a configuration that was found valid.</summary>
    public required Bundle Bundle { get; init; }

    /// <summary>Whether systemd makes the cgroup, so that the configuration names a unit.</summary>
    public bool UsesSystemd { get; init; }

    /// <summary>Whether the container stays in its caller's cgroups.</summary>
    public bool MakesNoCgroup { get; init; }

    /// <summary>Enter the root by MS_MOVE and chroot(2) instead of pivot_root(2).</summary>
    public bool NoPivot { get; init; }

    /// <summary>Keep the caller's session keyring.</summary>
    public bool NoNewKeyring { get; init; }

    /// <summary>Descriptors after stdio that the program keeps.</summary>
    public int PreserveFds { get; init; }
}
