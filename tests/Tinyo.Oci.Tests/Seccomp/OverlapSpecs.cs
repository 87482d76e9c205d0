using System.Runtime.InteropServices;
using Tinyo.Oci.Runtime.Seccomp;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Seccomp;

/// <summary>Rules whose conditions libseccomp 2.5.4 loses or mixes up while it merges them: to us each of them counts.</summary>
public sealed class OverlapSpecs
{
    private const uint Allow = 0x7FFF0000;
    private const uint Denied = 0x00050026;
    private const uint Ioctl = 16;

    // There the second rule is dropped, as the first one's upper halves of the argument are the same.
    [Fact]
    public void A_wider_range_with_a_further_condition_counts_beside_a_narrower_one()
    {
        var machine = Compile([Condition(0, "SCMP_CMP_GT", 5)], [Condition(0, "SCMP_CMP_GT", 3), Condition(1, "SCMP_CMP_EQ", 1)]);

        machine.Run(Call(4, 1)).Should().Be(Allow);
        machine.Run(Call(4, 2)).Should().Be(Denied);
        machine.Run(Call(6, 2)).Should().Be(Allow);
    }

    // There a value below the second bound, and above the first, is denied.
    [Fact]
    public void Of_two_upper_bounds_the_higher_one_counts()
    {
        var machine = Compile([Condition(1, "SCMP_CMP_LE", 0x10)], [Condition(1, "SCMP_CMP_LT", 0x1_00000000)]);

        machine.Run(Call(0, 0xFFFFFFFF)).Should().Be(Allow);
        machine.Run(Call(0, 0x1_00000000)).Should().Be(Denied);
    }

    // There the call is allowed, though neither rule matches.
    [Fact]
    public void Exceptions_of_two_rules_are_not_mixed_up()
    {
        var machine = Compile([Condition(0, "SCMP_CMP_NE", 2), Condition(1, "SCMP_CMP_NE", 0x2_00000001)], [Condition(0, "SCMP_CMP_NE", 0)]);

        machine.Run(Call(0, 0x2_00000001)).Should().Be(Denied);
        machine.Run(Call(1, 0x2_00000001)).Should().Be(Allow);
        machine.Run(Call(0, 1)).Should().Be(Allow);
    }

    private static FilterMachine Compile(params LinuxSeccompArg[][] rules) => new(SeccompCompiler.Compile(
        new LinuxSeccomp
        {
            DefaultAction = "SCMP_ACT_ERRNO",
            DefaultErrnoRet = 38,
            Syscalls = [.. rules.Select(arguments => new LinuxSyscall { Names = ["ioctl"], Action = "SCMP_ACT_ALLOW", Args = arguments })],
        },
        Architecture.X64).Instructions);

    private static LinuxSeccompArg Condition(uint index, string comparison, ulong value) => new() { Index = index, Op = comparison, Value = value };

    private static FilteredCall Call(ulong first, ulong second) => new(FilteredCall.X64, Ioctl, first, second);
}
