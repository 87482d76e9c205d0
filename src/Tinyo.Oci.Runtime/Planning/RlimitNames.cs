using Tinyo.Oci.Linux.Scheduling;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Resource limits by name, see prlimit(2).</summary>
internal static class RlimitNames
{
    internal static List<ResourceLimit> Limits(IReadOnlyList<PosixRlimit> limits)
    {
        var plans = new List<ResourceLimit>(limits.Count);
        foreach (var limit in limits)
        {
            var number = KernelNumber.Of(limit.Type, OciNames.Rlimits)
                ?? throw new OciException($"process.rlimits: unknown resource limit '{limit.Type}'");
            plans.Add(new ResourceLimit(number, limit.Soft, limit.Hard));
        }

        return plans;
    }
}
