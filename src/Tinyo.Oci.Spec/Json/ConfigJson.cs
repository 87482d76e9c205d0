using System.Text.Json.Serialization;

namespace Tinyo.Oci.Spec.Json;

/// <summary>How <c>config.json</c> is written.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    IndentCharacter = '\t',
    IndentSize = 1)]
[JsonSerializable(typeof(RuntimeSpec))]
internal sealed partial class ConfigJson : JsonSerializerContext;
