using System.Text;
using System.Text.Json;

namespace Tinyo.Oci.Spec.Json;

/// <summary>Says in a few words of one line what stands in a document.</summary>
internal static class JsonFinding
{
    private const int MostCharacters = 60;

    internal static string Describe(in Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => $"\"{Shorten(Encoding.UTF8.GetString(reader.ValueSpan))}\" (a string)",
        JsonTokenType.Number => Shorten(Encoding.UTF8.GetString(reader.ValueSpan)),
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => "null",
    };

    /// <summary>Cuts a long text, and shows what would break the line or the terminal as its code.</summary>
    internal static string Shorten(string text)
    {
        var shown = new StringBuilder();
        foreach (var character in text.AsSpan(0, Math.Min(text.Length, MostCharacters)))
        {
            _ = char.IsControl(character) ? shown.Append($"\\u{(int)character:x4}") : shown.Append(character);
        }

        return shown.Append(text.Length > MostCharacters ? "..." : "").ToString();
    }
}
