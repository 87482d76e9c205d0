using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Seccomp;

/// <summary>A configuration's rules by system call, in its order, for all architectures.</summary>
internal sealed class RuleBook
{
    /// <summary>The place of no rule.</summary>
    internal const int None = -1;

    private readonly List<Entry> _entries = new(512);
    private readonly int[] _first = new int[SyscallTable.Length];
    private readonly int[] _last = new int[SyscallTable.Length];
    private readonly bool[] _isNamed = new bool[SyscallTable.Length];

    private record struct Entry(SyscallRule Rule, int Next);

    internal RuleBook(LinuxSeccomp profile)
    {
        Array.Fill(_first, None);
        Default = SeccompActions.Of(profile.DefaultAction, profile.DefaultErrnoRet, "linux.seccomp.defaultErrnoRet");
        for (var i = 0; i < profile.Syscalls.Count; i++)
        {
            Add(profile.Syscalls[i], i);
        }
    }

    /// <summary>What is done with a call that no rule matches.</summary>
    internal uint Default { get; }

    /// <summary>Whether some rule leaves the decision to somebody who listens.</summary>
    internal bool Notifies { get; private set; }

    /// <summary>Whether a system call is mentioned at all.</summary>
    internal bool Names(int call) => _isNamed[call];

    /// <summary>The place of a system call's first rule.</summary>
    internal int First(int call) => _first[call];

    /// <summary>The place of the next rule of the same call.</summary>
    internal int Next(int entry) => _entries[entry].Next;

    /// <summary>The rule at a place.</summary>
    internal SyscallRule Rule(int entry) => _entries[entry].Rule;

    private void Add(LinuxSyscall asked, int index)
    {
        var path = $"linux.seccomp.syscalls[{index}]";
        var action = SeccompActions.Of(asked.Action, asked.ErrnoRet, $"{path}.errnoRet");
        Notifies |= action == SeccompActions.Notify;
        var variants = Variants(asked, path);
        foreach (var name in asked.Names)
        {
            // A name that no kernel has when this was built may be a future call, or one of a machine that this is not.
            if (SyscallTable.IndexOf(name) is >= 0 and var call)
            {
                _isNamed[call] = true;
                // A rule that says what would happen anyway is no rule: it makes no exception from others.
                for (var i = 0; i < variants.Length && action != Default; i++)
                {
                    Append(call, new SyscallRule(_entries.Count, action, variants[i]));
                }
            }
        }
    }

    private void Append(int call, SyscallRule rule)
    {
        if (_first[call] == None)
        {
            _first[call] = _entries.Count;
        }
        else
        {
            _entries[_last[call]] = _entries[_last[call]] with { Next = _entries.Count };
        }

        _last[call] = _entries.Count;
        _entries.Add(new Entry(rule, None));
    }

    // Conditions all must hold, but when one argument has several, then any one of all of them is enough.
    private static ArgumentTest[][] Variants(LinuxSyscall asked, string path)
    {
        if (asked.Args.Count == 0)
        {
            return [[]];
        }

        var tests = new ArgumentTest[asked.Args.Count];
        var (seen, repeats) = (0, false);
        for (var i = 0; i < tests.Length; i++)
        {
            tests[i] = ArgumentTest.Of(asked.Args[i], $"{path}.args[{i}]");
            repeats |= (seen >> tests[i].Index & 1) != 0;
            seen |= 1 << tests[i].Index;
        }

        if (repeats)
        {
            return Array.ConvertAll(tests, static test => SyscallRule.WithoutIdle([test]));
        }

        Array.Sort(tests, static (left, right) => left.Index.CompareTo(right.Index));
        return [SyscallRule.WithoutIdle(tests)];
    }
}
