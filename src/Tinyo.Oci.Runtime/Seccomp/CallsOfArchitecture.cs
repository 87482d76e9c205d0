namespace Tinyo.Oci.Runtime.Seccomp;

/// <summary>The rules of one architecture's system calls, by number.</summary>
internal sealed class CallsOfArchitecture
{
    private readonly SortedDictionary<uint, (int Call, List<SyscallRule> Rules)> _calls = [];
    private readonly FilterArchitecture _architecture;

    internal CallsOfArchitecture(RuleBook book, FilterArchitecture architecture)
    {
        _architecture = architecture;
        var (sockets, ipc) = (architecture.Multiplexer(isIpc: false), architecture.Multiplexer(isIpc: true));
        for (var call = 0; call < SyscallTable.Length; call++)
        {
            if (!book.Names(call))
            {
                continue;
            }

            if (SyscallTable.Number(call, architecture.Column) is >= 0 and var number)
            {
                Highest = Math.Max(Highest, number);
                Add(book, call, (uint)number | architecture.NumberBase, through: 0);
            }

            if (sockets >= 0 && MultiplexedCall.Of(SyscallTable.Name(call)) is { Call: > 0 } multiplexed)
            {
                Add(book, call, (uint)(multiplexed.IsIpc ? ipc : sockets), multiplexed.Call);
            }
        }
    }

    /// <summary>The highest number of all that are mentioned.</summary>
    internal int Highest { get; private set; }

    /// <summary>The verdicts, by number.</summary>
    internal IEnumerable<(uint Number, Verdict Verdict)> Verdicts(uint otherwise)
    {
        foreach (var (number, (call, rules)) in _calls)
        {
            rules.Sort(static (left, right) => left.Order.CompareTo(right.Order));
            yield return (number, Verdict.Of(SyscallTable.Name(call), rules, otherwise, _architecture.IsWide));
        }
    }

    private void Add(RuleBook book, int call, uint number, int through)
    {
        var rules = _calls.TryGetValue(number, out var known) ? known.Rules : [];
        var before = rules.Count;
        book.CopyRules(call, rules);
        for (var i = before; i < rules.Count; i++)
        {
            var rule = through > 0 ? rules[i].Through(through) : rules[i];
            rules[i] = _architecture.IsWide ? rule : rule.Narrow();
        }

        if (rules.Count > 0 && before == 0)
        {
            _calls[number] = (call, rules);
        }
    }
}
