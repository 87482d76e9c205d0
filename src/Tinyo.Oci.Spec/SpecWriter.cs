using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Tinyo.Oci.Spec.Json;

namespace Tinyo.Oci.Spec;

/// <summary>Writes the documents of the specification as UTF-8, leaving out what is absent.</summary>
public static class SpecWriter
{
    /// <summary>Writes a <c>config.json</c> as <c>runc spec</c> does: indented by tabs, no newline at the end.</summary>
    public static byte[] Write(RuntimeSpec spec) => Serialize(spec, ConfigJson.Default);

    /// <summary>Writes a features document, indented by tabs, no newline at the end.</summary>
    public static byte[] WriteFeatures(Features features) => Serialize(features, FeaturesJson.Default);

    /// <summary>Writes a state as hooks get it on their stdin: one line, no newline at the end.</summary>
    public static byte[] WriteState(ContainerState state)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        StateWriter.Write(json, state);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] Serialize<T>(T document, JsonSerializerContext context)
    {
        var options = new JsonSerializerOptions(context.Options)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = context.WithAddedModifier(LeaveOutAbsent.Members),
        };
        return JsonSerializer.SerializeToUtf8Bytes(document, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)));
    }
}
