namespace Tinyo.Oci.Runtime.State;

/// <summary>A container's cgroup in one hierarchy.</summary>
/// <param name="Controllers">The hierarchy as <c>/proc/self/cgroup</c> names it: <c>memory</c>, <c>cpu,cpuacct</c>, <c>name=systemd</c>; empty for cgroup v2.</param>
/// <param name="Mount">Where the hierarchy is mounted.</param>
/// <param name="Path">Absolute path of the cgroup.</param>
/// <param name="OwnParents">How many of the directories above it were missing, so that they are made and removed with it.</param>
/// <param name="Claim">What is left on a cgroup that was there before, for whoever else thinks that it is his; 0 for a new one.</param>
internal sealed record CgroupDirectory(string Controllers, string Mount, string Path, int OwnParents = 0, ulong Claim = 0)
{
    /// <summary>Whether the hierarchy is cgroup v2's.</summary>
    public bool IsV2 => Controllers.Length == 0;

    /// <summary>Whether a v1 hierarchy has a controller.</summary>
    public bool Has(string controller)
    {
        foreach (var range in Controllers.AsSpan().Split(','))
        {
            if (Controllers.AsSpan(range).SequenceEqual(controller))
            {
                return true;
            }
        }

        return false;
    }
}
