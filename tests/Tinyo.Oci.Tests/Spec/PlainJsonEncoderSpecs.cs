using System.Buffers;
using System.Text;
using System.Text.Json;
using Tinyo.Oci.Spec.Json;

namespace Tinyo.Oci.Tests.Spec;

/// <summary>Texts in the JSON that we write.</summary>
public sealed class PlainJsonEncoderSpecs
{
    [Theory]
    [InlineData("<a href='x'>+&é\u00a0日本🎉</a>", "\"<a href='x'>+&é\u00a0日本🎉</a>\"")]
    [InlineData("\"\\/\b\f\n\r\t\0\u001f\u007f", "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001F\\u007F\"")]
    [InlineData("\n🎉\n", "\"\\n🎉\\n\"")]
    [InlineData("", "\"\"")]
    public void Only_what_JSON_forbids_is_escaped(string text, string expected)
    {
        Written(json => json.WriteStringValue(text)).Should().Be(expected);
        Written(json => json.WriteStringValue(Encoding.UTF8.GetBytes(text))).Should().Be(expected);
    }

    // No theory: an attribute can't hold half a character.
    [Fact]
    public void Half_a_character_is_written_as_one_that_is_unknown()
    {
        string[] texts = ["\ud83c", "a\udf89b", "\ud83c🎉"];

        var written = texts.Select(text => JsonDocument.Parse(Written(json => json.WriteStringValue(text))).RootElement.GetString());

        written.Should().Equal("\ufffd", "a\ufffdb", "\ufffd🎉");
    }

    [Fact]
    public void Every_character_comes_back()
    {
        var all = string.Concat(Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(static scalar => new Rune(scalar).ToString()));

        var written = Written(json => json.WriteStringValue(all));

        JsonDocument.Parse(written).RootElement.GetString().Should().Be(all);
    }

    private static string Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = PlainJsonEncoder.Instance }))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
