using System.Text.Json;

namespace Tinyo.Oci.Spec.Json;

/// <summary>Writes a features document.</summary>
internal static class FeaturesWriter
{
    internal static void Features(Utf8JsonWriter json, Features it)
    {
        json.WriteStartObject();
        json.Text("ociVersionMin", it.OciVersionMin);
        json.Text("ociVersionMax", it.OciVersionMax);
        json.Texts("hooks", it.Hooks);
        json.Texts("mountOptions", it.MountOptions);
        json.Object("linux", it.Linux, LinuxFeatures);
        json.MapIfAny("annotations", it.Annotations, static (json, value) => json.WriteStringValue(value));
        json.Texts("potentiallyUnsafeConfigAnnotations", it.PotentiallyUnsafeConfigAnnotations);
        json.WriteEndObject();
    }

    internal static void LinuxFeatures(Utf8JsonWriter json, LinuxFeatures it)
    {
        json.WriteStartObject();
        json.Texts("namespaces", it.Namespaces);
        json.Texts("capabilities", it.Capabilities);
        json.Object("cgroup", it.Cgroup, CgroupFeatures);
        json.Object("seccomp", it.Seccomp, SeccompFeatures);
        json.Object("apparmor", it.Apparmor, ToggleFeature);
        json.Object("selinux", it.Selinux, ToggleFeature);
        json.Object("intelRdt", it.IntelRdt, IntelRdtFeatures);
        json.Object("memoryPolicy", it.MemoryPolicy, MemoryPolicyFeatures);
        json.Object("mountExtensions", it.MountExtensions, MountExtensionFeatures);
        json.Object("netDevices", it.NetDevices, ToggleFeature);
        json.WriteEndObject();
    }

    internal static void ToggleFeature(Utf8JsonWriter json, ToggleFeature it)
    {
        json.WriteStartObject();
        json.Flag("enabled", it.Enabled);
        json.WriteEndObject();
    }

    internal static void CgroupFeatures(Utf8JsonWriter json, CgroupFeatures it)
    {
        json.WriteStartObject();
        json.Flag("v1", it.V1);
        json.Flag("v2", it.V2);
        json.Flag("systemd", it.Systemd);
        json.Flag("systemdUser", it.SystemdUser);
        json.Flag("rdma", it.Rdma);
        json.WriteEndObject();
    }

    internal static void SeccompFeatures(Utf8JsonWriter json, SeccompFeatures it)
    {
        json.WriteStartObject();
        json.Flag("enabled", it.Enabled);
        json.Texts("actions", it.Actions);
        json.Texts("operators", it.Operators);
        json.Texts("archs", it.Archs);
        json.Texts("knownFlags", it.KnownFlags);
        json.Texts("supportedFlags", it.SupportedFlags);
        json.WriteEndObject();
    }

    internal static void IntelRdtFeatures(Utf8JsonWriter json, IntelRdtFeatures it)
    {
        json.WriteStartObject();
        json.Flag("enabled", it.Enabled);
        json.Flag("schemata", it.Schemata);
        json.Flag("monitoring", it.Monitoring);
        json.WriteEndObject();
    }

    internal static void MemoryPolicyFeatures(Utf8JsonWriter json, MemoryPolicyFeatures it)
    {
        json.WriteStartObject();
        json.Texts("modes", it.Modes);
        json.Texts("flags", it.Flags);
        json.WriteEndObject();
    }

    internal static void MountExtensionFeatures(Utf8JsonWriter json, MountExtensionFeatures it)
    {
        json.WriteStartObject();
        json.Object("idmap", it.Idmap, ToggleFeature);
        json.WriteEndObject();
    }
}
