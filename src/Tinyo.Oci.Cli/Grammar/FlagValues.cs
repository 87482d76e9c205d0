namespace Tinyo.Oci.Cli.Grammar;

/// <summary>The flags that one part of a command line sets, asked for by their long names.</summary>
internal sealed class FlagValues
{
    private readonly List<(string Name, string Value)> _given = [];

    public void Add(Flag flag, string value) => _given.Add((flag.Name, value));

    /// <summary>The value given last, null when there was none.</summary>
    public string? Text(string name)
    {
        for (var index = _given.Count - 1; index >= 0; index--)
        {
            if (_given[index].Name == name)
            {
                return _given[index].Value;
            }
        }

        return null;
    }

    /// <summary>Whether a switch is on; off when it was not given.</summary>
    public bool Switch(string name) => Text(name) is { } value && FlagValue.IsTrue(value);

    /// <summary>A number that the parser has checked, null when there was none.</summary>
    public long? Number(string name) => Text(name) is { } value && FlagValue.TryNumber(value, out var number) ? number : null;

    /// <summary>Every value given, in order.</summary>
    public IReadOnlyList<string> All(string name)
    {
        List<string> all = [];
        foreach (var (given, value) in _given)
        {
            if (given == name)
            {
                all.Add(value);
            }
        }

        return all;
    }
}
