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
        var isNested = FileSystem.TryStat("/proc/self/ns/user") is { } status && status.Inode != FirstUserNamespace;
        return new HostFacts
        {
            Euid = euid,
            InUserNamespace = isNested,
            Rootless = rootless ?? (euid != 0 || isNested),
            Architecture = RuntimeInformation.ProcessArchitecture,
            FilterFlags = FilterFlags,
            Cgroups = CgroupHierarchyReader.Read(),
        };
    }
}
