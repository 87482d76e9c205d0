namespace Tinyo.Oci.Cli.Grammar;

/// <summary>One flag of the table: <c>--name</c>, perhaps <c>-n</c>, what it takes and what help says of it.</summary>
internal sealed record Flag(string Name, char? Short, FlagKind Kind, string Value, string Help)
{
    /// <summary>Whether a word follows it when there is no <c>=</c>.</summary>
    public bool TakesValue => Kind is not FlagKind.Switch;

    public static Flag Switch(string name, string help) => new(name, null, FlagKind.Switch, "", help);

    public static Flag Switch(string name, char letter, string help) => new(name, letter, FlagKind.Switch, "", help);

    public static Flag Text(string name, string value, string help) => new(name, null, FlagKind.Text, value, help);

    public static Flag Text(string name, char letter, string value, string help) => new(name, letter, FlagKind.Text, value, help);

    public static Flag Number(string name, string help) => new(name, null, FlagKind.Number, "N", help);

    public static Flag List(string name, string value, string help) => new(name, null, FlagKind.List, value, help);

    public static Flag List(string name, char letter, string value, string help) => new(name, letter, FlagKind.List, value, help);

    /// <summary>Whether <paramref name="spelling"/>, without its dashes, names this flag.</summary>
    public bool Answers(ReadOnlySpan<char> spelling) =>
        spelling.SequenceEqual(Name) || (spelling.Length == 1 && spelling[0] == Short);
}
