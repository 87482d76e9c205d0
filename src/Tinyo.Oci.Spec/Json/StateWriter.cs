using System.Text.Json;

namespace Tinyo.Oci.Spec.Json;

/// <summary>Writes a container's state; by hand, since it is on the way of every hook.</summary>
internal static class StateWriter
{
    internal static void Write(Utf8JsonWriter json, ContainerState state)
    {
        json.WriteStartObject();
        json.WriteString("ociVersion", state.OciVersion);
        json.WriteString("id", state.Id);
        json.WriteString("status", state.Status);
        if (state.Pid is { } pid)
        {
            json.WriteNumber("pid", pid);
        }

        json.WriteString("bundle", state.Bundle);
        WriteAnnotations(json, state.Annotations);
        json.WriteEndObject();
    }

    private static void WriteAnnotations(Utf8JsonWriter json, IReadOnlyDictionary<string, string> annotations)
    {
        if (annotations.Count is 0)
        {
            return;
        }

        json.WriteStartObject("annotations");
        foreach (var (name, value) in annotations)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }
}
