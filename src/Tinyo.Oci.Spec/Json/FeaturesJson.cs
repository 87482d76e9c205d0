using System.Text.Json.Serialization;

namespace Tinyo.Oci.Spec.Json;

/// <summary>How the features document is written.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    IndentCharacter = '\t',
    IndentSize = 1)]
[JsonSerializable(typeof(Features))]
internal sealed partial class FeaturesJson : JsonSerializerContext;
