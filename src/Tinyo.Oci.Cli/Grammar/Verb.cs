namespace Tinyo.Oci.Cli.Grammar;

/// <summary>One verb of the table: its flags, its positionals and what help says of it.</summary>
internal sealed record Verb(string Name, string Positionals, int Minimum, int? Maximum, string Help)
{
    public IReadOnlyList<Flag> Flags { get; init; } = [];

    /// <summary>Whether the first positional ends the flags, for verbs that pass the rest on to a program.</summary>
    public bool StopsAtPositional { get; init; }

    /// <summary>Whether this build can do it.</summary>
    public bool IsSupported { get; init; } = true;

    /// <summary>The exit code of a failure, usage errors apart.</summary>
    public int FailureCode { get; init; } = 1;

    /// <summary>What is wrong with <paramref name="count"/> positionals, or null.</summary>
    public string? CountProblem(int count) => (count < Minimum, count > Maximum) switch
    {
        (false, false) => null,
        _ when Minimum == Maximum => $"\"{Name}\" requires exactly {Minimum} argument(s)",
        (true, _) => $"\"{Name}\" requires a minimum of {Minimum} argument(s)",
        _ => $"\"{Name}\" requires a maximum of {Maximum} argument(s)",
    };
}
