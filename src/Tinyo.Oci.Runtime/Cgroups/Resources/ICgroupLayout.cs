namespace Tinyo.Oci.Runtime.Cgroups.Resources;

/// <summary>Which hierarchies a container's cgroups are in, as far as the choice of files depends on it.</summary>
internal interface ICgroupLayout
{
    /// <summary>Whether one of them is cgroup v2's.</summary>
    bool HasUnified { get; }

    /// <summary>Whether cgroup v2's is the only one.</summary>
    bool IsUnifiedOnly { get; }

    /// <summary>Whether a controller, by its name in v1, is to be looked for in cgroup v2.</summary>
    bool IsV2(string controller);
}
