using Tinyo.Oci.Cli.Grammar;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Cli.Verbs;

/// <summary>Reads <c>--format</c>.</summary>
internal static class OutputFormat
{
    public static bool IsJson(FlagValues flags) => flags.Text("format") switch
    {
        null or "table" => false,
        "json" => true,
        var other => throw new OciException($"invalid format option '{other}': table or json"),
    };
}
