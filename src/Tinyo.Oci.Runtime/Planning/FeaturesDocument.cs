using Tinyo.Oci.Linux.Seccomp;
using Tinyo.Oci.Runtime.Seccomp;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>What this build can do, whatever the host can: the <c>features</c> document.</summary>
public static class FeaturesDocument
{
    /// <summary>The document of a build with this version and commit, on a kernel that can put filters of system calls on in these ways.</summary>
    public static Features Describe(string version, string commit, FilterFlags filterFlags = HostFacts.AllFilterFlags) => new()
    {
        OciVersionMin = "1.0.0",
        OciVersionMax = OciNames.Version,
        Hooks = OciNames.Hooks,
        MountOptions = Planning.MountOptions.Names,
        Linux = new()
        {
            Namespaces = OciNames.Namespaces,
            Capabilities = OciNames.Capabilities,
            Cgroup = new() { V1 = true, V2 = true, Systemd = true, SystemdUser = true, Rdma = true },
            Seccomp = new()
            {
                Enabled = true,
                Actions = OciNames.SeccompActions,
                Operators = OciNames.SeccompOperators,
                Archs = SeccompCompiler.Architectures,
                KnownFlags = OciNames.SeccompFlags,
                SupportedFlags = SeccompPlanner.Supported(filterFlags),
            },
            Apparmor = new() { Enabled = true },
            Selinux = new() { Enabled = true },
            IntelRdt = new() { Enabled = true, Schemata = true, Monitoring = true },
            MemoryPolicy = new() { Modes = OciNames.MemoryPolicyModes, Flags = OciNames.MemoryPolicyFlags },
            MountExtensions = new() { Idmap = new() { Enabled = true } },
            NetDevices = new() { Enabled = true },
        },
        Annotations = new Dictionary<string, string>
        {
            ["io.tinyo.oci.commit"] = commit,
            ["io.tinyo.oci.version"] = version,
        },
        PotentiallyUnsafeConfigAnnotations = ["org.systemd.property."],
    };
}
