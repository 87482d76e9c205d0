using System.Runtime.InteropServices;
using Tinyo.Oci.Runtime.Seccomp;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Seccomp;

/// <summary>The specification's words, one by one: a rule that matches decides; for configurations in which a call has one action only.</summary>
internal sealed class NaiveModel(LinuxSeccomp profile, Architecture host)
{
    internal bool Matches(in FilteredCall call)
    {
        foreach (var rule in profile.Syscalls)
        {
            if (Names(rule, call) && Arguments(rule, call))
            {
                return true;
            }
        }

        return false;
    }

    private bool Names(LinuxSyscall rule, FilteredCall call) => FilterArchitecture.Family(host)
        .Where((it, index) => it.AuditArch == call.Architecture && (index == 0 || profile.Architectures.Contains(it.Name)))
        .Any(it => rule.Names.Any(name => SyscallTable.Number(SyscallTable.IndexOf(name), it.Column) is >= 0 and var number && ((uint)number | it.NumberBase) == call.Number));

    // Several conditions on one argument are alternatives, and so are then all the others.
    private bool Arguments(LinuxSyscall rule, FilteredCall call) =>
        rule.Args.Count == 0
        || (rule.Args.Select(argument => argument.Index).Distinct().Count() == rule.Args.Count
            ? rule.Args.All(argument => Holds(argument, call))
            : rule.Args.Any(argument => Holds(argument, call)));

    private bool Holds(LinuxSeccompArg asked, FilteredCall call)
    {
        var isWide = FilterArchitecture.Family(host)[0].AuditArch == call.Architecture && (host is not Architecture.X64 || (call.Number & FilteredCall.X32Bit) == 0);
        var bits = isWide ? ulong.MaxValue : uint.MaxValue;
        var (value, wanted) = (call.Argument((int)asked.Index) & bits, asked.Value & bits);
        return asked.Op switch
        {
            "SCMP_CMP_EQ" => value == wanted,
            "SCMP_CMP_NE" => value != wanted,
            "SCMP_CMP_LT" => value < wanted,
            "SCMP_CMP_LE" => value <= wanted,
            "SCMP_CMP_GT" => value > wanted,
            "SCMP_CMP_GE" => value >= wanted,
            _ => (value & wanted) == (asked.ValueTwo & wanted),
        };
    }
}
