namespace Tinyo.Oci.Runtime.Planning;

/// <summary>What may be mounted at and below <c>/proc</c>: a faked file there could lead writes of security attributes astray.</summary>
internal static class ProcMounts
{
    private const string Root = "/proc";

    /// <summary>Why a file system of <paramref name="type"/> may not be mounted at a clean path; null when it may.</summary>
    /// <remarks>A bind onto <c>/proc</c> itself must be of a procfs, which only its source can tell.</remarks>
    internal static string? Refusal(string target, string? type, bool isBind) => target switch
    {
        Root when isBind || type is "proc" => null,
        Root => $"{Root} can only be a mount of type proc",
        _ when !ContainerPath.IsWithin(target, Root) || IsEmulated(target) => null,
        _ => $"{target} cannot be mounted because it is inside {Root}",
    };

    // What lxcfs shows in place of the host's numbers, and two that checkpoints and FIPS need.
    private static bool IsEmulated(string target) => target is
        "/proc/cpuinfo" or "/proc/diskstats" or "/proc/meminfo" or "/proc/stat" or "/proc/swaps" or "/proc/uptime" or
        "/proc/loadavg" or "/proc/slabinfo" or "/proc/sys/kernel/ns_last_pid" or "/proc/sys/crypto/fips_enabled";
}
