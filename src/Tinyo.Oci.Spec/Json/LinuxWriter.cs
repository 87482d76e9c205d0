using System.Text.Json;

namespace Tinyo.Oci.Spec.Json;

/// <summary>Writes <c>linux</c> of <c>config.json</c>.</summary>
internal static class LinuxWriter
{
    internal static void LinuxSpec(Utf8JsonWriter json, LinuxSpec it)
    {
        json.WriteStartObject();
        json.ListIfAny("uidMappings", it.UidMappings, ConfigWriter.LinuxIdMapping);
        json.ListIfAny("gidMappings", it.GidMappings, ConfigWriter.LinuxIdMapping);
        json.MapIfAny("sysctl", it.Sysctl, static (json, value) => json.WriteStringValue(value));
        json.Object("resources", it.Resources, ResourcesWriter.LinuxResources);
        json.Text("cgroupsPath", it.CgroupsPath);
        json.ListIfAny("namespaces", it.Namespaces, LinuxNamespace);
        json.ListIfAny("devices", it.Devices, LinuxDevice);
        json.MapIfAny("netDevices", it.NetDevices, LinuxNetDevice);
        json.Object("seccomp", it.Seccomp, SeccompWriter.LinuxSeccomp);
        json.Text("rootfsPropagation", it.RootfsPropagation);
        json.TextsIfAny("maskedPaths", it.MaskedPaths);
        json.TextsIfAny("readonlyPaths", it.ReadonlyPaths);
        json.Text("mountLabel", it.MountLabel);
        json.Object("intelRdt", it.IntelRdt, LinuxIntelRdt);
        json.Object("memoryPolicy", it.MemoryPolicy, LinuxMemoryPolicy);
        json.Object("personality", it.Personality, LinuxPersonality);
        json.MapIfAny("timeOffsets", it.TimeOffsets, LinuxTimeOffset);
        json.WriteEndObject();
    }

    internal static void LinuxNamespace(Utf8JsonWriter json, LinuxNamespace it)
    {
        json.WriteStartObject();
        json.Text("type", it.Type);
        json.Text("path", it.Path);
        json.WriteEndObject();
    }

    internal static void LinuxTimeOffset(Utf8JsonWriter json, LinuxTimeOffset it)
    {
        json.WriteStartObject();
        json.Number("secs", it.Secs);
        json.Number("nanosecs", it.Nanosecs);
        json.WriteEndObject();
    }

    internal static void LinuxDevice(Utf8JsonWriter json, LinuxDevice it)
    {
        json.WriteStartObject();
        json.Text("path", it.Path);
        json.Text("type", it.Type);
        json.Number("major", it.Major);
        json.Number("minor", it.Minor);
        json.Number("fileMode", it.FileMode);
        json.Number("uid", it.Uid);
        json.Number("gid", it.Gid);
        json.WriteEndObject();
    }

    internal static void LinuxNetDevice(Utf8JsonWriter json, LinuxNetDevice it)
    {
        json.WriteStartObject();
        json.Text("name", it.Name);
        json.WriteEndObject();
    }

    internal static void LinuxIntelRdt(Utf8JsonWriter json, LinuxIntelRdt it)
    {
        json.WriteStartObject();
        json.Text("closID", it.ClosID);
        json.TextsIfAny("schemata", it.Schemata);
        json.Text("l3CacheSchema", it.L3CacheSchema);
        json.Text("memBwSchema", it.MemBwSchema);
        json.FlagIfTrue("enableMonitoring", it.EnableMonitoring);
        json.WriteEndObject();
    }

    internal static void LinuxMemoryPolicy(Utf8JsonWriter json, LinuxMemoryPolicy it)
    {
        json.WriteStartObject();
        json.Text("mode", it.Mode);
        json.Text("nodes", it.Nodes);
        json.TextsIfAny("flags", it.Flags);
        json.WriteEndObject();
    }

    internal static void LinuxPersonality(Utf8JsonWriter json, LinuxPersonality it)
    {
        json.WriteStartObject();
        json.Text("domain", it.Domain);
        json.TextsIfAny("flags", it.Flags);
        json.WriteEndObject();
    }
}
