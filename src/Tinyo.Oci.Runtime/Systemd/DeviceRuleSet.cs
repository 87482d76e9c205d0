using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Systemd;

/// <summary>What a list of device rules allows in the end, as systemd can be told: a list of what is allowed, or all.</summary>
internal sealed class DeviceRuleSet
{
    private const string AllAccess = "rwm";

    private readonly List<LinuxDeviceCgroup> _allowed = [];

    /// <summary>Applies rules in their order.</summary>
    public DeviceRuleSet(IReadOnlyList<LinuxDeviceCgroup> rules)
    {
        foreach (var rule in rules)
        {
            Apply(rule);
        }
    }

    /// <summary>Whether all devices are allowed, but those that <see cref="HasExceptions"/> tells of.</summary>
    public bool AllowsAll { get; private set; }

    /// <summary>Whether less is allowed than a list can say.</summary>
    public bool HasExceptions { get; private set; }

    /// <summary>What is allowed, where not all is.</summary>
    public IReadOnlyList<LinuxDeviceCgroup> Allowed => _allowed;

    /// <summary>Whether a number of a rule stands for all.</summary>
    public static bool IsAny(long? number) => number is null or < 0;

    private void Apply(LinuxDeviceCgroup rule)
    {
        if (rule.Type is null or "" or "a")
        {
            _allowed.Clear();
            (AllowsAll, HasExceptions) = (rule.Allow, false);
        }
        else if (AllowsAll)
        {
            HasExceptions |= !rule.Allow;
        }
        else if (rule.Allow && !string.IsNullOrEmpty(rule.Access))
        {
            Allow(rule);
        }
        else if (!rule.Allow)
        {
            Deny(rule);
        }
    }

    private void Allow(LinuxDeviceCgroup rule)
    {
        var index = _allowed.FindIndex(other => IsSame(other, rule));
        if (index < 0)
        {
            _allowed.Add(rule with { Access = Only(AllAccess, letter => Has(rule, letter)) });
        }
        else
        {
            var old = _allowed[index];
            _allowed[index] = old with { Access = Only(AllAccess, letter => Has(old, letter) || Has(rule, letter)) };
        }
    }

    private void Deny(LinuxDeviceCgroup rule)
    {
        for (var i = 0; i < _allowed.Count; i++)
        {
            var old = _allowed[i];
            if (Covers(rule, old))
            {
                _allowed[i] = old with { Access = Only(AllAccess, letter => Has(old, letter) && !Has(rule, letter)) };
            }
            else
            {
                HasExceptions |= Covers(old, rule);
            }
        }

        _allowed.RemoveAll(static rule => rule.Access is null or "");
    }

    private static bool IsSame(LinuxDeviceCgroup a, LinuxDeviceCgroup b) => Covers(a, b) && Covers(b, a);

    private static bool Covers(LinuxDeviceCgroup a, LinuxDeviceCgroup b) =>
        a.Type == b.Type && Covers(a.Major, b.Major) && Covers(a.Minor, b.Minor);

    private static bool Covers(long? a, long? b) => IsAny(a) || a == b;

    private static bool Has(LinuxDeviceCgroup rule, char letter) => rule.Access?.Contains(letter, StringComparison.Ordinal) ?? false;

    private static string Only(string letters, Predicate<char> wanted)
    {
        Span<char> chosen = stackalloc char[letters.Length];
        var count = 0;
        foreach (var letter in letters)
        {
            if (wanted(letter))
            {
                chosen[count++] = letter;
            }
        }

        return chosen[..count].ToString();
    }
}
