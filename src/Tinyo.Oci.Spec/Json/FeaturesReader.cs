namespace Tinyo.Oci.Spec.Json;

/// <summary>Reads a features document.</summary>
internal static class FeaturesReader
{
    internal static Features Features(ref JsonCursor json) => json.Object(
        new Features { OciVersionMin = "", OciVersionMax = "" },
        static (ref json, it) => json.Name switch
        {
            "ociVersionMin" => it with { OciVersionMin = json.Text() },
            "ociVersionMax" => it with { OciVersionMax = json.Text() },
            "hooks" => it with { Hooks = json.Texts() },
            "mountOptions" => it with { MountOptions = json.Texts() },
            "linux" => it with { Linux = LinuxFeatures(ref json) },
            "annotations" => it with { Annotations = json.TextMap() },
            "potentiallyUnsafeConfigAnnotations" => it with { PotentiallyUnsafeConfigAnnotations = json.Texts() },
            _ => json.Skip(it),
        },
        "ociVersionMin", "ociVersionMax");

    internal static LinuxFeatures LinuxFeatures(ref JsonCursor json) => json.Object(
        new LinuxFeatures(),
        static (ref json, it) => json.Name switch
        {
            "namespaces" => it with { Namespaces = json.Texts() },
            "capabilities" => it with { Capabilities = json.Texts() },
            "cgroup" => it with { Cgroup = CgroupFeatures(ref json) },
            "seccomp" => it with { Seccomp = SeccompFeatures(ref json) },
            "apparmor" => it with { Apparmor = ToggleFeature(ref json) },
            "selinux" => it with { Selinux = ToggleFeature(ref json) },
            "intelRdt" => it with { IntelRdt = IntelRdtFeatures(ref json) },
            "memoryPolicy" => it with { MemoryPolicy = MemoryPolicyFeatures(ref json) },
            "mountExtensions" => it with { MountExtensions = MountExtensionFeatures(ref json) },
            "netDevices" => it with { NetDevices = ToggleFeature(ref json) },
            _ => json.Skip(it),
        });

    internal static ToggleFeature ToggleFeature(ref JsonCursor json) => json.Object(
        new ToggleFeature(),
        static (ref json, it) => json.Name switch
        {
            "enabled" => it with { Enabled = json.Flag() },
            _ => json.Skip(it),
        });

    internal static CgroupFeatures CgroupFeatures(ref JsonCursor json) => json.Object(
        new CgroupFeatures(),
        static (ref json, it) => json.Name switch
        {
            "v1" => it with { V1 = json.Flag() },
            "v2" => it with { V2 = json.Flag() },
            "systemd" => it with { Systemd = json.Flag() },
            "systemdUser" => it with { SystemdUser = json.Flag() },
            "rdma" => it with { Rdma = json.Flag() },
            _ => json.Skip(it),
        });

    internal static SeccompFeatures SeccompFeatures(ref JsonCursor json) => json.Object(
        new SeccompFeatures(),
        static (ref json, it) => json.Name switch
        {
            "enabled" => it with { Enabled = json.Flag() },
            "actions" => it with { Actions = json.Texts() },
            "operators" => it with { Operators = json.Texts() },
            "archs" => it with { Archs = json.Texts() },
            "knownFlags" => it with { KnownFlags = json.Texts() },
            "supportedFlags" => it with { SupportedFlags = json.Texts() },
            _ => json.Skip(it),
        });

    internal static IntelRdtFeatures IntelRdtFeatures(ref JsonCursor json) => json.Object(
        new IntelRdtFeatures(),
        static (ref json, it) => json.Name switch
        {
            "enabled" => it with { Enabled = json.Flag() },
            "schemata" => it with { Schemata = json.Flag() },
            "monitoring" => it with { Monitoring = json.Flag() },
            _ => json.Skip(it),
        });

    internal static MemoryPolicyFeatures MemoryPolicyFeatures(ref JsonCursor json) => json.Object(
        new MemoryPolicyFeatures(),
        static (ref json, it) => json.Name switch
        {
            "modes" => it with { Modes = json.Texts() },
            "flags" => it with { Flags = json.Texts() },
            _ => json.Skip(it),
        });

    internal static MountExtensionFeatures MountExtensionFeatures(ref JsonCursor json) => json.Object(
        new MountExtensionFeatures(),
        static (ref json, it) => json.Name switch
        {
            "idmap" => it with { Idmap = ToggleFeature(ref json) },
            _ => json.Skip(it),
        });
}
