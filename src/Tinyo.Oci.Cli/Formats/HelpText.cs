using System.Text;
using Tinyo.Oci.Cli.Grammar;

namespace Tinyo.Oci.Cli.Formats;

/// <summary>Help for people, made from the table that the parser reads.</summary>
internal static class HelpText
{
    private const int Indent = 2;
    private const int Gap = 2;

    /// <summary>Help on everything.</summary>
    public static string OfAll()
    {
        List<(string, string)> verbs = [];
        foreach (var name in VerbTable.Names)
        {
            var verb = VerbTable.Find(name)!;
            verbs.Add((name, Describe(verb)));
        }

        var text = new StringBuilder("""
            tinyo-oci runs containers from OCI bundles: directories with a config.json and a root filesystem.

            Usage: tinyo-oci [global flags] <command> [flags] [arguments]

            Commands:

            """);
        Append(text, verbs);
        Append(text.Append("\nGlobal flags:\n"), Rows(GlobalFlags.All));
        return text.Append("""

            Try it, in a directory whose rootfs/ holds a root filesystem:
              tinyo-oci spec
              tinyo-oci run hello

            tinyo-oci <command> --help tells more of one command.

            """).ToString();
    }

    /// <summary>Help on one verb.</summary>
    public static string Of(Verb verb)
    {
        var text = new StringBuilder($"tinyo-oci {verb.Name}: {Describe(verb)}\n\nUsage: tinyo-oci [global flags] {verb.Name} [flags]");
        text.Append(verb.Positionals.Length > 0 ? " " : "").Append(verb.Positionals).Append("\n\nFlags:\n");
        Append(text, Rows([.. verb.Flags, GlobalFlags.Help]));
        return text.ToString();
    }

    private static string Describe(Verb verb) => verb.IsSupported ? verb.Help : $"{verb.Help} (not supported yet by this build)";

    private static List<(string, string)> Rows(IReadOnlyList<Flag> flags)
    {
        List<(string, string)> rows = [];
        foreach (var flag in flags)
        {
            var letter = flag.Short is { } given ? $"-{given}, " : "    ";
            rows.Add(($"{letter}--{flag.Name}{(flag.Value.Length > 0 ? " " : "")}{flag.Value}", flag.Help));
        }

        return rows;
    }

    private static void Append(StringBuilder text, List<(string Left, string Right)> rows)
    {
        var width = 0;
        foreach (var (left, _) in rows)
        {
            width = Math.Max(width, left.Length);
        }

        foreach (var (left, right) in rows)
        {
            text.Append(' ', Indent).Append(left).Append(' ', width - left.Length + Gap).Append(right).Append('\n');
        }
    }
}
