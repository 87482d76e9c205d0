namespace Tinyo.Oci.Runtime.Cgroups;

/// <summary>A mounted cgroup hierarchy.</summary>
/// <param name="Controllers">As <c>/proc/self/cgroup</c> names it: <c>memory</c>, <c>cpu,cpuacct</c>, <c>name=systemd</c>; empty for cgroup v2.</param>
/// <param name="Mount">Where it is mounted.</param>
/// <param name="Own">This process's own cgroup, seen from the mount: <c>/</c> or an absolute path.</param>
internal sealed record CgroupHierarchy(string Controllers, string Mount, string Own)
{
    /// <summary>Whether it is cgroup v2's.</summary>
    public bool IsV2 => Controllers.Length == 0;
}
