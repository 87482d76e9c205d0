namespace Tinyo.Oci.Runtime.Seccomp;

/// <summary>The rules of one architecture's system calls, by number.</summary>
internal sealed class CallsOfArchitecture
{
    private readonly List<NumberedRule> _rules = new(512);
    private readonly FilterArchitecture _architecture;

    private readonly record struct NumberedRule(uint Number, int Call, SyscallRule Rule);

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

            if (sockets >= 0 && MultiplexedCall.Of(call) is { Call: > 0 } multiplexed)
            {
                Add(book, call, (uint)(multiplexed.IsIpc ? ipc : sockets), multiplexed.Call);
            }
        }

        _rules.Sort(static (left, right) => left.Number != right.Number ? left.Number.CompareTo(right.Number) : left.Rule.Order.CompareTo(right.Rule.Order));
    }

    /// <summary>The highest number of all that are mentioned.</summary>
    internal int Highest { get; private set; }

    /// <summary>Puts the verdicts into a map, each call's for its number alone.</summary>
    internal void Overlay(VerdictMap map, uint otherwise)
    {
        var rules = new List<SyscallRule>();
        for (var first = 0; first < _rules.Count; first += rules.Count)
        {
            var number = _rules[first].Number;
            rules.Clear();
            for (var i = first; i < _rules.Count && _rules[i].Number == number; i++)
            {
                rules.Add(_rules[i].Rule);
            }

            map.Begin(number, Verdict.Of(_rules[first].Call, rules, otherwise, _architecture.IsWide));
            map.Begin(number + 1, new Verdict(otherwise));
        }
    }

    private void Add(RuleBook book, int call, uint number, int through)
    {
        for (var entry = book.First(call); entry != RuleBook.None; entry = book.Next(entry))
        {
            var rule = through > 0 ? book.Rule(entry).Through(through) : book.Rule(entry);
            _rules.Add(new NumberedRule(number, call, _architecture.IsWide ? rule : rule.Narrow()));
        }
    }
}
