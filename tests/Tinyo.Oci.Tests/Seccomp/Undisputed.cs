using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Seccomp;

/// <summary>Leaves of a call's rules those that libseccomp and the specification read alike.</summary>
/// <remarks>
/// libseccomp merges a call's conditions into one tree, and loses some on the way when conditions of different kinds or widths meet
/// there; some of what it then says is plainly wrong, as <see cref="OverlapSpecs"/> shows.
/// </remarks>
internal static class Undisputed
{
    private static readonly string[] s_values = ["SCMP_CMP_EQ", "SCMP_CMP_MASKED_EQ"];
    private static readonly string[] s_simple = [.. s_values, "SCMP_CMP_NE", "SCMP_CMP_GT", "SCMP_CMP_GE"];

    internal static List<LinuxSyscall> Of(IReadOnlyList<LinuxSyscall> rules)
    {
        var kept = new Dictionary<string, List<LinuxSyscall>>();
        var result = new List<LinuxSyscall>();
        foreach (var rule in rules)
        {
            var names = rule.Names.Distinct().Where(name => rule.Args.Count == 0 || Fits(kept, name, rule)).ToArray();
            if (names.Length > 0)
            {
                result.Add(rule with { Names = names });
            }
        }

        return result;
    }

    private static bool Fits(Dictionary<string, List<LinuxSyscall>> kept, string name, LinuxSyscall rule)
    {
        var others = kept.TryGetValue(name, out var known) ? known : kept[name] = [];
        LinuxSyscall[] all = [.. others, rule];
        var fits = all.Length == 1 ? Indices(rule).Length == rule.Args.Count
            : all.All(it => it.Action == rule.Action && it.ErrnoRet == rule.ErrnoRet)
                ? all.All(it => Uses(it, s_values) && Indices(it).Length == it.Args.Count) || all.All(it => it.Args.Count == 1 && Uses(it, s_simple))
                : all.All(it => Uses(it, ["SCMP_CMP_EQ"]) && it.Args.Count == 1 && it.Args[0].Index == rule.Args[0].Index)
                    && all.Select(it => (uint)it.Args[0].Value).Distinct().Count() == all.Length;
        if (fits)
        {
            others.Add(rule);
        }

        return fits;
    }

    private static uint[] Indices(LinuxSyscall rule) => [.. rule.Args.Select(argument => argument.Index).Distinct()];

    private static bool Uses(LinuxSyscall rule, string[] operators) => rule.Args.All(argument => operators.Contains(argument.Op));
}
