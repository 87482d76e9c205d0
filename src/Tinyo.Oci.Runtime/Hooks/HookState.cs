using System.Buffers;
using System.Text.Json;
using Tinyo.Oci.Spec;
using Tinyo.Oci.Spec.Json;

namespace Tinyo.Oci.Runtime.Hooks;

/// <summary>Writes the state that a hook finds on its stdin: one line, no pid once the container is stopped, as runc writes it.</summary>
internal static class HookState
{
    /// <summary>The state's JSON.</summary>
    public static byte[] Write(ContainerState state)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = PlainJsonEncoder.Instance }))
        {
            json.WriteStartObject();
            json.WriteString("ociVersion", state.OciVersion);
            json.WriteString("id", state.Id);
            json.WriteString("status", state.Status);
            if (state.Pid is { } pid and > 0)
            {
                json.WriteNumber("pid", pid);
            }

            json.WriteString("bundle", state.Bundle);
            WriteAnnotations(json, state.Annotations);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteAnnotations(Utf8JsonWriter json, IReadOnlyDictionary<string, string> annotations)
    {
        if (annotations.Count == 0)
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
