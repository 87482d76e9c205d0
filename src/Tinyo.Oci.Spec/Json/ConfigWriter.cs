using System.Text.Json;

namespace Tinyo.Oci.Spec.Json;

/// <summary>Writes what every platform has in <c>config.json</c>.</summary>
internal static class ConfigWriter
{
    internal static void RuntimeSpec(Utf8JsonWriter json, RuntimeSpec it)
    {
        json.WriteStartObject();
        json.Text("ociVersion", it.OciVersion);
        json.Object("process", it.Process, ProcessWriter.ProcessSpec);
        json.Object("root", it.Root, Root);
        json.Text("hostname", it.Hostname);
        json.Text("domainname", it.Domainname);
        json.ListIfAny("mounts", it.Mounts, Mount);
        json.Object("hooks", it.Hooks, Hooks);
        json.MapIfAny("annotations", it.Annotations, static (json, value) => json.WriteStringValue(value));
        json.Object("linux", it.Linux, LinuxWriter.LinuxSpec);
        json.WriteEndObject();
    }

    internal static void Root(Utf8JsonWriter json, Root it)
    {
        json.WriteStartObject();
        json.Text("path", it.Path);
        json.FlagIfTrue("readonly", it.Readonly);
        json.WriteEndObject();
    }

    internal static void Mount(Utf8JsonWriter json, Mount it)
    {
        json.WriteStartObject();
        json.Text("destination", it.Destination);
        json.Text("type", it.Type);
        json.Text("source", it.Source);
        json.TextsIfAny("options", it.Options);
        json.ListIfAny("uidMappings", it.UidMappings, LinuxIdMapping);
        json.ListIfAny("gidMappings", it.GidMappings, LinuxIdMapping);
        json.WriteEndObject();
    }

    internal static void LinuxIdMapping(Utf8JsonWriter json, LinuxIdMapping it)
    {
        json.WriteStartObject();
        json.Number("containerID", it.ContainerID);
        json.Number("hostID", it.HostID);
        json.Number("size", it.Size);
        json.WriteEndObject();
    }

    internal static void Hooks(Utf8JsonWriter json, Hooks it)
    {
        json.WriteStartObject();
        json.ListIfAny("prestart", it.Prestart, Hook);
        json.ListIfAny("createRuntime", it.CreateRuntime, Hook);
        json.ListIfAny("createContainer", it.CreateContainer, Hook);
        json.ListIfAny("startContainer", it.StartContainer, Hook);
        json.ListIfAny("poststart", it.Poststart, Hook);
        json.ListIfAny("poststop", it.Poststop, Hook);
        json.WriteEndObject();
    }

    internal static void Hook(Utf8JsonWriter json, Hook it)
    {
        json.WriteStartObject();
        json.Text("path", it.Path);
        json.TextsIfAny("args", it.Args);
        json.Texts("env", it.Env);
        json.Number("timeout", it.Timeout);
        json.WriteEndObject();
    }
}
