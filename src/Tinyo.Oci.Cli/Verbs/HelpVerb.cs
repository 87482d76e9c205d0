using Tinyo.Oci.Cli.Formats;
using Tinyo.Oci.Cli.Grammar;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Cli.Verbs;

/// <summary><c>--help</c>, <c>help</c> and <c>help VERB</c>.</summary>
internal static class HelpVerb
{
    public static int Execute(Invocation invocation)
    {
        var positionals = invocation.Arguments.Positionals;
        return Show(invocation.Caller, positionals.Count == 0 ? null : Find(positionals[0]));
    }

    /// <summary>Prints the help of one verb, or of everything.</summary>
    public static int Show(Caller caller, Verb? verb)
    {
        caller.Print(verb is null ? HelpText.OfAll() : HelpText.Of(verb));
        return 0;
    }

    private static Verb Find(string name) => VerbTable.Find(name) ?? throw new OciException($"unknown command '{name}' (see tinyo-oci --help)");
}
