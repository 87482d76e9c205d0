using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Planning;

/// <summary>What this build can do, whatever the host can: the <c>features</c> document.</summary>
public static class FeaturesDocument
{
    /// <summary>The document of a build with this version and commit.</summary>
    public static Features Describe(string version, string commit) => new()
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
            Apparmor = new() { Enabled = false },
            Selinux = new() { Enabled = false },
            IntelRdt = new() { Enabled = true, Schemata = true, Monitoring = true },
            MemoryPolicy = new() { Modes = OciNames.MemoryPolicyModes, Flags = OciNames.MemoryPolicyFlags },
            MountExtensions = new() { Idmap = new() { Enabled = true } },
            NetDevices = new() { Enabled = false },
        },
        Annotations = new Dictionary<string, string>
        {
            ["io.tinyo.oci.commit"] = commit,
            ["io.tinyo.oci.version"] = version,
        },
        PotentiallyUnsafeConfigAnnotations = ["org.systemd.property."],
    };
}
