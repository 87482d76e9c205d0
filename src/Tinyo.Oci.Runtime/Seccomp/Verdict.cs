namespace Tinyo.Oci.Runtime.Seccomp;

/// <summary>What is done with one system call, or a range of them.</summary>
/// <param name="Action">What the kernel is told when no rule matches.</param>
/// <param name="Rules">Rules in the order in which they are asked; null for none.</param>
/// <param name="IsWide">Whether their arguments have 64 bits.</param>
internal readonly record struct Verdict(uint Action, SyscallRule[]? Rules = null, bool IsWide = true)
{
    /// <summary>The verdict that a system call's rules add up to.</summary>
    /// <param name="call">The call, for a refusal.</param>
    /// <param name="rules">Its rules, in the configuration's order.</param>
    /// <param name="otherwise">What is done when none matches.</param>
    /// <param name="isWide">Whether arguments have 64 bits.</param>
    internal static Verdict Of(int call, List<SyscallRule> rules, uint otherwise, bool isWide)
    {
        foreach (var rule in rules)
        {
            if (rule.IsUnconditional)
            {
                return new Verdict(rule.Action); // whatever else is said before it or after it
            }
        }

        rules.Sort(SyscallRule.Compare);
        var kept = new List<SyscallRule>(rules.Count);
        for (var i = 0; i < rules.Count; i++)
        {
            if (!IsCovered(call, rules, i))
            {
                kept.Add(rules[i]);
            }
        }

        return new Verdict(otherwise, [.. kept], isWide);
    }

    // By a rule that came earlier and asks for less, or says the same once more.
    private static bool IsCovered(int call, List<SyscallRule> rules, int index)
    {
        var rule = rules[index];
        for (var i = 0; i < rules.Count; i++)
        {
            if (i == index || !rules[i].BeginsAs(rule))
            {
                continue;
            }

            if (rules[i].Tests.Length == rule.Tests.Length && rules[i].Action != rule.Action)
            {
                throw new Spec.OciException($"linux.seccomp.syscalls: two rules for {SyscallTable.Name(call)} have the same args and different actions");
            }

            if (rules[i].Order < rule.Order)
            {
                return true;
            }
        }

        return false;
    }
}
