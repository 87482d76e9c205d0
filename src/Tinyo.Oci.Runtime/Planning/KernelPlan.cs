namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Names, sysctls and paths that are hidden or protected.</summary>
public sealed record KernelPlan
{
    /// <summary>Host name of a new UTS namespace.</summary>
    public string? Hostname { get; init; }

    /// <summary>NIS domain name of a new UTS namespace.</summary>
    public string? Domainname { get; init; }

    /// <summary>Values by path below /proc/sys, as <c>net/ipv4/ip_forward</c>.</summary>
    public IReadOnlyList<SysctlPlan> Sysctls { get; init; } = [];

    /// <summary>Container paths that are hidden.</summary>
    public IReadOnlyList<string> MaskedPaths { get; init; } = [];

    /// <summary>Container paths that become read-only.</summary>
    public IReadOnlyList<string> ReadonlyPaths { get; init; } = [];
}
