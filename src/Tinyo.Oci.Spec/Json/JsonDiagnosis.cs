using System.Text;
using System.Text.Json;

namespace Tinyo.Oci.Spec.Json;

/// <summary>Says where and why a document can't be read.</summary>
internal static class JsonDiagnosis
{
    /// <summary>The path that a refusal's message begins with; nothing when it is the document as a whole.</summary>
    internal static string Locate(ReadOnlySpan<byte> utf8, JsonRefusal refusal)
    {
        var path = JsonPath.At(utf8, refusal.Position);
        path = refusal.Member is null ? path : JsonPath.Member(path, refusal.Member);
        return path.Length is 0 ? "" : $"{path}: ";
    }

    internal static string Explain(ReadOnlySpan<byte> utf8, JsonException broken, in JsonCursor json)
    {
        if (utf8.Trim(" \t\r\n"u8).IsEmpty)
        {
            return "empty, expected a JSON object";
        }

        if (utf8.StartsWith(Encoding.UTF8.Preamble))
        {
            return "starts with a byte order mark, expected plain UTF-8";
        }

        var line = (int)(broken.LineNumber ?? 0);
        var position = LineStart(utf8, line) + (int)(broken.BytePositionInLine ?? 0);
        return $"line {line + 1}, column {broken.BytePositionInLine + 1}: {Reason(utf8, position, json)}";
    }

    internal static string ExplainText(ReadOnlySpan<byte> utf8, long position)
    {
        var before = utf8[..(int)position];
        var column = position - (before.LastIndexOf((byte)'\n') + 1);
        return $"line {before.Count((byte)'\n') + 1}, column {column + 1}: broken JSON: found a string that is not valid UTF-8";
    }

    private static string Reason(ReadOnlySpan<byte> utf8, int position, in JsonCursor json)
    {
        if (position >= utf8.Length)
        {
            return "broken JSON: the document ends in the middle";
        }

        if (json.IsDone)
        {
            return "found more after the end of the document";
        }

        if (json.IsAtDeepest && utf8[position] is (byte)'{' or (byte)'[')
        {
            return $"nested deeper than {SpecReader.MaxDepth} levels, the most that is accepted";
        }

        Rune.DecodeFromUtf8(utf8[position..], out var found, out _);
        return $"broken JSON: did not expect '{JsonFinding.Shorten(found.ToString())}' here";
    }

    private static int LineStart(ReadOnlySpan<byte> utf8, int line)
    {
        var start = 0;
        for (; line > 0; line--)
        {
            start += utf8[start..].IndexOf((byte)'\n') + 1;
        }

        return start;
    }
}
