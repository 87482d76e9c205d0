namespace Tinyo.Oci.Spec.Json;

/// <summary>Reads <c>linux</c> of <c>config.json</c>.</summary>
internal static class LinuxReader
{
    internal static LinuxSpec LinuxSpec(ref JsonCursor json) => json.Object(
        new LinuxSpec(),
        static (ref json, it) => json.Name switch
        {
            "uidMappings" => it with { UidMappings = json.List(ConfigReader.LinuxIdMapping) },
            "gidMappings" => it with { GidMappings = json.List(ConfigReader.LinuxIdMapping) },
            "sysctl" => it with { Sysctl = json.TextMap() },
            "resources" => it with { Resources = ResourcesReader.LinuxResources(ref json) },
            "cgroupsPath" => it with { CgroupsPath = json.Text() },
            "namespaces" => it with { Namespaces = json.List(LinuxNamespace) },
            "devices" => it with { Devices = json.List(LinuxDevice) },
            "netDevices" => it with { NetDevices = json.Map(LinuxNetDevice) },
            "seccomp" => it with { Seccomp = SeccompReader.LinuxSeccomp(ref json) },
            "rootfsPropagation" => it with { RootfsPropagation = json.Text() },
            "maskedPaths" => it with { MaskedPaths = json.Texts() },
            "readonlyPaths" => it with { ReadonlyPaths = json.Texts() },
            "mountLabel" => it with { MountLabel = json.Text() },
            "intelRdt" => it with { IntelRdt = LinuxIntelRdt(ref json) },
            "memoryPolicy" => it with { MemoryPolicy = LinuxMemoryPolicy(ref json) },
            "personality" => it with { Personality = LinuxPersonality(ref json) },
            "timeOffsets" => it with { TimeOffsets = json.Map(LinuxTimeOffset) },
            _ => json.Skip(it),
        });

    internal static LinuxNamespace LinuxNamespace(ref JsonCursor json) => json.Object(
        new LinuxNamespace { Type = "" },
        static (ref json, it) => json.Name switch
        {
            "type" => it with { Type = json.Text() },
            "path" => it with { Path = json.Text() },
            _ => json.Skip(it),
        },
        "type");

    internal static LinuxTimeOffset LinuxTimeOffset(ref JsonCursor json) => json.Object(
        new LinuxTimeOffset(),
        static (ref json, it) => json.Name switch
        {
            "secs" => it with { Secs = json.Int64() },
            "nanosecs" => it with { Nanosecs = json.UInt32() },
            _ => json.Skip(it),
        });

    internal static LinuxDevice LinuxDevice(ref JsonCursor json) => json.Object(
        new LinuxDevice { Path = "", Type = "" },
        static (ref json, it) => json.Name switch
        {
            "path" => it with { Path = json.Text() },
            "type" => it with { Type = json.Text() },
            "major" => it with { Major = json.Int64() },
            "minor" => it with { Minor = json.Int64() },
            "fileMode" => it with { FileMode = json.UInt32() },
            "uid" => it with { Uid = json.UInt32() },
            "gid" => it with { Gid = json.UInt32() },
            _ => json.Skip(it),
        },
        "path", "type");

    internal static LinuxNetDevice LinuxNetDevice(ref JsonCursor json) => json.Object(
        new LinuxNetDevice(),
        static (ref json, it) => json.Name switch
        {
            "name" => it with { Name = json.Text() },
            _ => json.Skip(it),
        });

    internal static LinuxIntelRdt LinuxIntelRdt(ref JsonCursor json) => json.Object(
        new LinuxIntelRdt(),
        static (ref json, it) => json.Name switch
        {
            "closID" => it with { ClosID = json.Text() },
            "schemata" => it with { Schemata = json.Texts() },
            "l3CacheSchema" => it with { L3CacheSchema = json.Text() },
            "memBwSchema" => it with { MemBwSchema = json.Text() },
            "enableMonitoring" => it with { EnableMonitoring = json.Flag() },
            _ => json.Skip(it),
        });

    internal static LinuxMemoryPolicy LinuxMemoryPolicy(ref JsonCursor json) => json.Object(
        new LinuxMemoryPolicy(),
        static (ref json, it) => json.Name switch
        {
            "mode" => it with { Mode = json.Text() },
            "nodes" => it with { Nodes = json.Text() },
            "flags" => it with { Flags = json.Texts() },
            _ => json.Skip(it),
        });

    internal static LinuxPersonality LinuxPersonality(ref JsonCursor json) => json.Object(
        new LinuxPersonality(),
        static (ref json, it) => json.Name switch
        {
            "domain" => it with { Domain = json.Text() },
            "flags" => it with { Flags = json.Texts() },
            _ => json.Skip(it),
        });
}
