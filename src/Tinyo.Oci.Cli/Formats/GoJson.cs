using System.Globalization;
using System.Text;

namespace Tinyo.Oci.Cli.Formats;

/// <summary>JSON strings byte for byte as Go's encoding/json writes them, for files that are compared with runc's.</summary>
internal static class GoJson
{
    public static StringBuilder AppendJson(this StringBuilder builder, string text)
    {
        builder.Append('"');
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => builder.Append("\\\""),
                '\\' => builder.Append(@"\\"),
                '\n' => builder.Append(@"\n"),
                '\r' => builder.Append(@"\r"),
                '\t' => builder.Append(@"\t"),
                < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029' => builder.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => builder.Append(character),
            };
        }

        return builder.Append('"');
    }
}
