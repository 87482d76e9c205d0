namespace Tinyo.Oci.Cli.Grammar;

/// <summary>Splits words into flags and positionals: one or two dashes, <c>=</c> or two words, <c>--</c> ends the flags.</summary>
internal sealed class FlagParser(IReadOnlyList<Flag> flags, bool stopAtPositional)
{
    private readonly List<string> _positionals = [];

    public FlagValues Values { get; } = new();

    public IReadOnlyList<string> Positionals => _positionals;

    /// <summary>Reads all of <paramref name="words"/>; returns what is wrong with them, or null. What stood before the problem is kept.</summary>
    public string? Parse(ReadOnlySpan<string> words)
    {
        while (!words.IsEmpty)
        {
            var word = words[0];
            if (word == "--")
            {
                _positionals.AddRange(words[1..]);
                return null;
            }

            if (!LooksLikeFlag(word))
            {
                if (stopAtPositional)
                {
                    _positionals.AddRange(words);
                    return null;
                }

                _positionals.Add(word);
                words = words[1..];
                continue;
            }

            if (ParseFlag(ref words) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static bool LooksLikeFlag(string word) => word.Length > 1 && word[0] == '-';

    private string? ParseFlag(ref ReadOnlySpan<string> words)
    {
        var word = words[0];
        words = words[1..];
        var text = word.AsSpan(word[1] == '-' ? 2 : 1);
        if (text[0] is '-' or '=')
        {
            return $"bad flag syntax: {word}";
        }

        var equals = text.IndexOf('=');
        var spelling = (equals < 0 ? text : text[..equals]).ToString();
        if (Find(spelling) is not { } flag)
        {
            return $"flag provided but not defined: -{spelling}";
        }

        string value;
        if (equals >= 0)
        {
            value = text[(equals + 1)..].ToString();
        }
        else if (!flag.TakesValue)
        {
            value = "true";
        }
        else if (words.IsEmpty)
        {
            return $"flag needs an argument: -{spelling}";
        }
        else
        {
            // Whatever comes next is the value, dashes and all: `--memory-swap -1`.
            value = words[0];
            words = words[1..];
        }

        Values.Add(flag, value);
        return FlagValue.Problem(flag, spelling, value);
    }

    private Flag? Find(string spelling)
    {
        foreach (var flag in flags)
        {
            if (flag.Answers(spelling))
            {
                return flag;
            }
        }

        return null;
    }
}
