namespace Tinyo.Oci.Cli.Grammar;

/// <summary>A command line, split by the table: globals, the verb, its flags and its positionals.</summary>
internal sealed record Arguments
{
    public required FlagValues Globals { get; init; }

    /// <summary>The verb, null when none or an unknown one was named.</summary>
    public Verb? Verb { get; init; }

    public FlagValues Flags { get; init; } = new();

    public IReadOnlyList<string> Positionals { get; init; } = [];

    /// <summary>What is wrong with the command line, or null: a value, since the log must be open before it can be told.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether help was asked for, of the verb or of everything.</summary>
    public bool WantsHelp => Flags.Switch("help") || Globals.Switch("help");

    public static Arguments Parse(string[] words)
    {
        var globals = new FlagParser(GlobalFlags.All, stopAtPositional: true);
        if (globals.Parse(words) is { } problem)
        {
            return new() { Globals = globals.Values, Problem = $"{problem} (see tinyo-oci --help)" };
        }

        if (globals.Positionals.Count == 0)
        {
            return new() { Globals = globals.Values };
        }

        var name = globals.Positionals[0];
        return VerbTable.Find(name) is { } verb
            ? ParseVerb(globals.Values, verb, words.AsSpan(words.Length - globals.Positionals.Count + 1))
            : new() { Globals = globals.Values, Problem = $"unknown command '{name}' (see tinyo-oci --help)" };
    }

    private static Arguments ParseVerb(FlagValues globals, Verb verb, ReadOnlySpan<string> words)
    {
        var parser = new FlagParser([.. verb.Flags, GlobalFlags.Help], verb.StopsAtPositional);
        var problem = parser.Parse(words);
        if (problem is null && !parser.Values.Switch("help"))
        {
            problem = verb.CountProblem(parser.Positionals.Count);
        }

        return new()
        {
            Globals = globals,
            Verb = verb,
            Flags = parser.Values,
            Positionals = parser.Positionals,
            Problem = problem is null ? null : $"{problem} (see tinyo-oci {verb.Name} --help)",
        };
    }
}
