using System.Text.Json;

namespace Tinyo.Oci.Spec.Json;

/// <summary>Writes a container's state.</summary>
internal static class StateWriter
{
    internal static void ContainerState(Utf8JsonWriter json, ContainerState it)
    {
        json.WriteStartObject();
        json.Text("ociVersion", it.OciVersion);
        json.Text("id", it.Id);
        json.Text("status", it.Status);
        json.Number("pid", it.Pid);
        json.Text("bundle", it.Bundle);
        json.MapIfAny("annotations", it.Annotations, static (json, value) => json.WriteStringValue(value));
        json.WriteEndObject();
    }
}
