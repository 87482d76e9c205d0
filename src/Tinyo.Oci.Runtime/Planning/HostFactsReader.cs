using System.Runtime.InteropServices;
using Tinyo.Oci.Linux.Credentials;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Seccomp;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Asks the host for what a plan needs to know.</summary>
public static class HostFactsReader
{
    // PROC_USER_INIT_INO of the kernel. The map of a nested namespace can look like the first one's, the inode can't.
    private const ulong FirstUserNamespace = 0xEFFFFFFD;

    /// <summary>The ways in which this kernel puts filters of system calls on.</summary>
    public static FilterFlags FilterFlags => FilterSupport.Known(HostFacts.AllFilterFlags);

    /// <summary>Reads the facts; <paramref name="rootless"/> overrides what would be found out.</summary>
    public static HostFacts Read(bool? rootless = null)
    {
        var euid = ThreadCredentials.Euid;
        var isNested = IsNested();
        var isRootless = rootless ?? (euid != 0 || isNested);
        return new HostFacts
        {
            Euid = euid,
            InUserNamespace = isNested,
            Capabilities = ThreadCredentials.BoundingSet(),
            Rootless = isRootless,
            Architecture = RuntimeInformation.ProcessArchitecture,
            FilterFlags = FilterFlags,
            UsersSystemd = isRootless && !(euid == 0 && isNested && IsOfFirstProcess()),
            Cgroups = CgroupHierarchyReader.Read(),
        };
    }

    /// <summary>Reads only who the caller is.</summary>
    internal static HostFacts ReadCaller() => new() { Euid = ThreadCredentials.Euid, InUserNamespace = IsNested() };

    private static bool IsNested() => FileSystem.TryStat("/proc/self/ns/user") is { } status && status.Inode != FirstUserNamespace;

    // A whole system in a user namespace has a systemd whose root is ours; without the right to look it is not ours.
    private static bool IsOfFirstProcess() =>
        FileSystem.TryStat("/proc/1/ns/user") is { } first && FileSystem.TryStat("/proc/self/ns/user") is { } own && first.Inode == own.Inode;
}
