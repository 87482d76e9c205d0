namespace Tinyo.Oci.Spec.Json;

/// <summary>Reads what every platform has in <c>config.json</c>.</summary>
internal static class ConfigReader
{
    internal static RuntimeSpec RuntimeSpec(ref JsonCursor json) => json.Object(
        new RuntimeSpec { OciVersion = "" },
        static (ref json, it) => json.Name switch
        {
            "ociVersion" => it with { OciVersion = json.Text() },
            "process" => it with { Process = ProcessReader.ProcessSpec(ref json) },
            "root" => it with { Root = Root(ref json) },
            "hostname" => it with { Hostname = json.Text() },
            "domainname" => it with { Domainname = json.Text() },
            "mounts" => it with { Mounts = json.List(Mount) },
            "hooks" => it with { Hooks = Hooks(ref json) },
            "annotations" => it with { Annotations = json.TextMap() },
            "linux" => it with { Linux = LinuxReader.LinuxSpec(ref json) },
            _ => json.Skip(it),
        },
        "ociVersion");

    internal static Root Root(ref JsonCursor json) => json.Object(
        new Root { Path = "" },
        static (ref json, it) => json.Name switch
        {
            "path" => it with { Path = json.Text() },
            "readonly" => it with { Readonly = json.Flag() },
            _ => json.Skip(it),
        },
        "path");

    internal static Mount Mount(ref JsonCursor json) => json.Object(
        new Mount { Destination = "" },
        static (ref json, it) => json.Name switch
        {
            "destination" => it with { Destination = json.Text() },
            "type" => it with { Type = json.Text() },
            "source" => it with { Source = json.Text() },
            "options" => it with { Options = json.Texts() },
            "uidMappings" => it with { UidMappings = json.List(LinuxIdMapping) },
            "gidMappings" => it with { GidMappings = json.List(LinuxIdMapping) },
            _ => json.Skip(it),
        },
        "destination");

    internal static LinuxIdMapping LinuxIdMapping(ref JsonCursor json) => json.Object(
        new LinuxIdMapping { ContainerID = 0, HostID = 0, Size = 0 },
        static (ref json, it) => json.Name switch
        {
            "containerID" => it with { ContainerID = json.UInt32() },
            "hostID" => it with { HostID = json.UInt32() },
            "size" => it with { Size = json.UInt32() },
            _ => json.Skip(it),
        },
        "containerID", "hostID", "size");

    internal static Hooks Hooks(ref JsonCursor json) => json.Object(
        new Hooks(),
        static (ref json, it) => json.Name switch
        {
            "prestart" => it with { Prestart = json.List(Hook) },
            "createRuntime" => it with { CreateRuntime = json.List(Hook) },
            "createContainer" => it with { CreateContainer = json.List(Hook) },
            "startContainer" => it with { StartContainer = json.List(Hook) },
            "poststart" => it with { Poststart = json.List(Hook) },
            "poststop" => it with { Poststop = json.List(Hook) },
            _ => json.Skip(it),
        });

    internal static Hook Hook(ref JsonCursor json) => json.Object(
        new Hook { Path = "" },
        static (ref json, it) => json.Name switch
        {
            "path" => it with { Path = json.Text() },
            "args" => it with { Args = json.Texts() },
            "env" => it with { Env = json.Texts() },
            "timeout" => it with { Timeout = json.Int32() },
            _ => json.Skip(it),
        },
        "path");
}
