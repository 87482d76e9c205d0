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
            plans.Add(new ResourceLimit(Number(limit.Type), limit.Soft, limit.Hard));
        }

        return plans;
    }

    private static int Number(string name) => name switch
    {
        "RLIMIT_CPU" => 0,
        "RLIMIT_FSIZE" => 1,
        "RLIMIT_DATA" => 2,
        "RLIMIT_STACK" => 3,
        "RLIMIT_CORE" => 4,
        "RLIMIT_RSS" => 5,
        "RLIMIT_NPROC" => 6,
        "RLIMIT_NOFILE" => 7,
        "RLIMIT_MEMLOCK" => 8,
        "RLIMIT_AS" => 9,
        "RLIMIT_LOCKS" => 10,
        "RLIMIT_SIGPENDING" => 11,
        "RLIMIT_MSGQUEUE" => 12,
        "RLIMIT_NICE" => 13,
        "RLIMIT_RTPRIO" => 14,
        "RLIMIT_RTTIME" => 15,
        _ => throw new OciException($"process.rlimits: unknown resource limit '{name}'"),
    };
}
