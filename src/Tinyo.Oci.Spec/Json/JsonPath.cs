using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Tinyo.Oci.Spec.Json;

/// <summary>Names the place of a value in a document, as <c>mounts[3].options[1]</c>; only refusals need it.</summary>
internal static class JsonPath
{
    private static readonly SearchValues<char> s_plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    internal static string At(ReadOnlySpan<byte> utf8, long position)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = SpecReader.MaxDepth });
        var open = new Stack<Step>();
        while (reader.Read() && Enter(ref reader, open) && reader.TokenStartIndex < position)
        {
            Descend(ref reader, open);
        }

        return Render(open);
    }

    internal static string Member(string path, string name) =>
        name.Length > 0 && !name.AsSpan().ContainsAnyExcept(s_plain)
            ? path.Length is 0 ? name : $"{path}.{name}"
            : $"{path}[\"{JsonFinding.Shorten(name)}\"]";

    internal static string Element(string path, int index) => $"{path}[{index}]";

    // A value in a list is the list's next element; a name is the object's current member.
    private static bool Enter(ref Utf8JsonReader reader, Stack<Step> open)
    {
        if (reader.TokenType is JsonTokenType.PropertyName)
        {
            open.Peek().Name = Encoding.UTF8.GetString(reader.ValueSpan);
        }
        else if (reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject) && open.TryPeek(out var step))
        {
            step.Index++;
        }

        return true;
    }

    private static void Descend(ref Utf8JsonReader reader, Stack<Step> open)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                open.Push(new Step());
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                open.Pop();
                break;
        }
    }

    private static string Render(Stack<Step> open)
    {
        var path = "";
        foreach (var step in open.Reverse())
        {
            path = step.Name is null ? Element(path, step.Index) : Member(path, step.Name);
        }

        return path;
    }

    private sealed class Step
    {
        internal string? Name { get; set; }

        internal int Index { get; set; } = -1;
    }
}
