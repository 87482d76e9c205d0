using System.Runtime.InteropServices;
using Tinyo.Oci.Runtime.Seccomp;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Seccomp;

public sealed class SeccompCompilerSpecs
{
    private const uint Allow = 0x7FFF0000;
    private const uint Denied = 0x00050001;
    private const uint Killed = 0;
    private const uint Mkdir = 83;
    private const uint Personality = 135;

    [Theory]
    [InlineData("SCMP_ACT_ALLOW", null, 0x7FFF0000)]
    [InlineData("SCMP_ACT_ERRNO", null, 0x00050001)]
    [InlineData("SCMP_ACT_ERRNO", 0u, 0x00050000)]
    [InlineData("SCMP_ACT_ERRNO", 4095u, 0x00050FFF)]
    [InlineData("SCMP_ACT_KILL", null, 0)]
    [InlineData("SCMP_ACT_KILL_THREAD", null, 0)]
    [InlineData("SCMP_ACT_KILL_PROCESS", null, 0x80000000)]
    [InlineData("SCMP_ACT_TRAP", null, 0x00030000)]
    [InlineData("SCMP_ACT_TRACE", null, 0x7FF00001)]
    [InlineData("SCMP_ACT_TRACE", 65535u, 0x7FF0FFFF)]
    [InlineData("SCMP_ACT_LOG", null, 0x7FFC0000)]
    [InlineData("SCMP_ACT_NOTIFY", null, 0x7FC00000)]
    public void Every_action_has_its_answer(string action, uint? value, uint expected)
    {
        var profile = Allowing(new LinuxSyscall { Names = ["mkdir"], Action = action, ErrnoRet = value }) with { DefaultAction = "SCMP_ACT_ERRNO", DefaultErrnoRet = 38 };

        var machine = Compile(profile);

        machine.Run(Call(Mkdir)).Should().Be(expected);
    }

    [Theory]
    [InlineData(null, 0x00050001)]
    [InlineData(13u, 0x0005000D)]
    public void The_default_has_its_error(uint? value, uint expected)
    {
        var profile = new LinuxSeccomp { DefaultAction = "SCMP_ACT_ERRNO", DefaultErrnoRet = value, Syscalls = [Rule("SCMP_ACT_ALLOW", "personality")] };

        var machine = Compile(profile);

        machine.Run(Call(Mkdir)).Should().Be(expected);
    }

    [Fact]
    public void A_call_newer_than_all_that_are_named_does_not_exist()
    {
        var profile = new LinuxSeccomp { DefaultAction = "SCMP_ACT_ERRNO", Syscalls = [Rule("SCMP_ACT_ALLOW", "read", "personality")] };

        var machine = Compile(profile);

        machine.Run(Call(Personality)).Should().Be(Allow);
        machine.Run(Call(Personality - 1)).Should().Be(Denied);
        machine.Run(Call(Personality + 1)).Should().Be(RuncModel.NoSuchCall);
        machine.Run(Call(100_000)).Should().Be(RuncModel.NoSuchCall);
    }

    [Theory]
    [InlineData("SCMP_ACT_ALLOW")]
    [InlineData("SCMP_ACT_LOG")]
    [InlineData("SCMP_ACT_TRACE")]
    public void Whoever_lets_unknown_calls_through_leaves_the_answer_to_the_kernel(string action)
    {
        var profile = new LinuxSeccomp { DefaultAction = action, Syscalls = [Rule("SCMP_ACT_KILL", "read")] };

        var machine = Compile(profile);

        machine.Run(Call(100_000)).Should().Be(machine.Run(Call(Mkdir))).And.NotBe(RuncModel.NoSuchCall);
    }

    [Fact]
    public void Programs_of_another_architecture_are_killed_unless_it_is_named()
    {
        var alone = Compile(Allowing());
        var both = Compile(Allowing() with { Architectures = ["SCMP_ARCH_X86", "SCMP_ARCH_X32"] });

        alone.Run(new FilteredCall(FilteredCall.X86, 3)).Should().Be(Killed);
        alone.Run(Call(FilteredCall.X32Bit | 3)).Should().Be(Killed);
        both.Run(new FilteredCall(FilteredCall.X86, 3)).Should().Be(Allow);
        both.Run(Call(FilteredCall.X32Bit | 3)).Should().Be(Allow);
        both.Run(new FilteredCall(0xC00000B7, 3)).Should().Be(Killed);
    }

    [Fact]
    public void A_call_that_a_tracer_skips_is_no_foreign_one()
    {
        var machine = Compile(Allowing());

        machine.Run(Call(uint.MaxValue)).Should().Be(Allow);
    }

    [Fact]
    public void Unknown_names_are_passed_over()
    {
        var machine = Compile(Allowing(Rule("SCMP_ACT_KILL", "mkdir", "no_such_call", "", "MKDIR", "mkdirx", "mkdi")));

        machine.Run(Call(Mkdir)).Should().Be(Killed);
        machine.Run(Call(Mkdir + 1)).Should().Be(Allow);
    }

    [Fact]
    public void A_rule_without_args_beats_those_with_args_wherever_it_stands()
    {
        var machine = Compile(Allowing(
            Rule("SCMP_ACT_KILL", "mkdir") with { Args = [Argument("SCMP_CMP_EQ", 1)] }, Rule("SCMP_ACT_LOG", "mkdir"), Rule("SCMP_ACT_TRAP", "mkdir")));

        machine.Run(Call(Mkdir, 1)).Should().Be(SeccompActions.Log);
    }

    [Fact]
    public void Several_conditions_on_one_argument_are_alternatives()
    {
        var machine = Compile(Allowing(Rule("SCMP_ACT_KILL", "mkdir") with { Args = [Argument("SCMP_CMP_EQ", 1), Argument("SCMP_CMP_EQ", 2)] }));

        machine.Run(Call(Mkdir, 1)).Should().Be(Killed);
        machine.Run(Call(Mkdir, 2)).Should().Be(Killed);
        machine.Run(Call(Mkdir, 3)).Should().Be(Allow);
    }

    [Fact]
    public void Calls_made_through_socketcall_are_filtered_too()
    {
        var machine = Compile(Allowing(Rule("SCMP_ACT_KILL", "connect")) with { Architectures = ["SCMP_ARCH_X86"] });

        machine.Run(new FilteredCall(FilteredCall.X86, 102, A: 3)).Should().Be(Killed);
        machine.Run(new FilteredCall(FilteredCall.X86, 102, A: 4)).Should().Be(Allow);
        machine.Run(new FilteredCall(FilteredCall.X86, 362)).Should().Be(Killed);
    }

    [Fact]
    public void Far_jumps_are_reached()
    {
        var rules = Enumerable.Range(0, 300).Select(value => Rule("SCMP_ACT_KILL", "mkdir") with
        {
            Args = [Argument("SCMP_CMP_MASKED_EQ", 0xFFF0F, (ulong)value << 8), new() { Index = 1, Op = "SCMP_CMP_EQ", Value = (ulong)value }],
        });
        var machine = Compile(Allowing([.. rules, Rule("SCMP_ACT_LOG", "read", "personality")]));

        machine.Run(Call(Mkdir, 299 << 8) with { B = 299 }).Should().Be(Killed);
        machine.Run(Call(Mkdir, 0)).Should().Be(Killed);
        machine.Run(Call(Mkdir, 299 << 8)).Should().Be(Allow);
        machine.Run(Call(0)).Should().Be(SeccompActions.Log);
        machine.Run(Call(Personality)).Should().Be(SeccompActions.Log);
    }

    [Fact]
    public void More_instructions_than_the_kernel_takes_are_refused()
    {
        var rules = Enumerable.Range(0, 1000).Select(value => Rule("SCMP_ACT_KILL", "mkdir") with
        {
            Args = [Argument("SCMP_CMP_GT", (ulong)value << 32), new() { Index = 1, Op = "SCMP_CMP_EQ", Value = (ulong)value }],
        });

        var act = () => Compile(Allowing([.. rules]));

        act.Should().Throw<OciException>().WithMessage("linux.seccomp: the filter has * instructions, the kernel takes 4096; it needs fewer rules with args");
    }

    [Theory]
    [InlineData("SCMP_ACT_ERRNO", 4096u, "linux.seccomp.syscalls[0].errnoRet: 4096 is out of range, expected 0 to 4095")]
    [InlineData("SCMP_ACT_TRACE", 65536u, "linux.seccomp.syscalls[0].errnoRet: 65536 is out of range, expected 0 to 65535")]
    public void A_value_out_of_range_is_refused(string action, uint value, string expected)
    {
        var act = () => Compile(Allowing(Rule(action, "mkdir") with { ErrnoRet = value }));

        act.Should().Throw<OciException>().WithMessage(expected);
    }

    [Theory]
    [InlineData(6u, "SCMP_CMP_EQ", "linux.seccomp.syscalls[0].args[0].index: 6 is out of range, expected 0 to 5")]
    [InlineData(0u, "SCMP_CMP_LIKE", "linux.seccomp.syscalls[0].args[0].op: unknown comparison 'SCMP_CMP_LIKE'")]
    public void A_wrong_condition_is_refused_even_for_a_call_that_is_passed_over(uint index, string comparison, string expected)
    {
        var act = () => Compile(Allowing(Rule("SCMP_ACT_KILL", "no_such_call") with { Args = [new() { Index = index, Op = comparison, Value = 1 }] }));

        act.Should().Throw<OciException>().WithMessage(expected);
    }

    [Fact]
    public void A_machine_whose_calls_are_not_known_is_refused()
    {
        var act = () => SeccompCompiler.Compile(Allowing(), Architecture.LoongArch64);

        act.Should().Throw<OciException>().WithMessage("linux.seccomp: this build has no system calls of LoongArch64");
    }

    [Theory]
    [InlineData("podman-default")]
    [InlineData("docker-default")]
    public void A_call_takes_few_steps_under_an_engines_profile(string name)
    {
        var machine = Compile(Profile.Read(name));

        var steps = Enumerable.Range(0, 450).Select(number =>
        {
            machine.Run(Call((uint)number));
            return machine.Steps;
        }).ToList();

        steps.Average().Should().BeLessThan(12);
        steps.Max().Should().BeLessThan(20);
    }

    private static FilterMachine Compile(LinuxSeccomp profile) => new(SeccompCompiler.Compile(profile, Architecture.X64).Instructions);

    private static LinuxSeccomp Allowing(params IReadOnlyList<LinuxSyscall> rules) => new() { DefaultAction = "SCMP_ACT_ALLOW", Syscalls = rules };

    private static LinuxSyscall Rule(string action, params string[] names) => new() { Names = names, Action = action };

    private static LinuxSeccompArg Argument(string comparison, ulong value, ulong second = 0) => new() { Index = 0, Op = comparison, Value = value, ValueTwo = second };

    private static FilteredCall Call(uint number, ulong argument = 0) => new(FilteredCall.X64, number, argument);
}
