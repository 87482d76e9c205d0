using System.Buffers;
using System.Text.Json;
using Tinyo.Oci.Spec.Json;

namespace Tinyo.Oci.Spec;

/// <summary>Writes the documents of the specification as UTF-8, leaving out what is absent.</summary>
public static class SpecWriter
{
    /// <summary>Writes a <c>config.json</c> as <c>runc spec</c> does: indented by tabs, no newline at the end.</summary>
    public static byte[] Write(RuntimeSpec spec) => Write(spec, ConfigWriter.RuntimeSpec, indented: true);

    /// <summary>Writes a features document, indented by tabs, no newline at the end.</summary>
    public static byte[] WriteFeatures(Features features) => Write(features, FeaturesWriter.Features, indented: true);

    /// <summary>Writes a state as hooks get it on their stdin: one line, no newline at the end.</summary>
    public static byte[] WriteState(ContainerState state) => Write(state, StateWriter.ContainerState, indented: false);

    private static byte[] Write<T>(T document, Action<Utf8JsonWriter, T> write, bool indented)
    {
        var options = new JsonWriterOptions
        {
            Encoder = PlainJsonEncoder.Instance,
            Indented = indented,
            IndentCharacter = '\t',
            IndentSize = 1,
            SkipValidation = true,
        };
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            write(json, document);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
