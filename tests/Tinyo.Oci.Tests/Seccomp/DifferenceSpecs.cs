using System.Runtime.InteropServices;
using Tinyo.Oci.Linux.Seccomp;
using Tinyo.Oci.Runtime.Seccomp;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Seccomp;

/// <summary>Our filters beside those of runc and libseccomp, verdict by verdict.</summary>
public sealed class DifferenceSpecs
{
    private const int Profiles = 100;
    private const int CallsEach = 2000;
    private const int ShortJumps = 250;

    public static TheoryData<Architecture> Hosts => [Architecture.X64, Architecture.Arm64, Architecture.RiscV64, Architecture.Ppc64le, Architecture.S390x];

    // Five hosts: a million verdicts.
    [Theory]
    [MemberData(nameof(Hosts))]
    public void Verdicts_are_those_of_runc_and_libseccomp(Architecture host)
    {
        RequireLibSeccomp();
        var names = SharedNames(host);

        var (verdicts, differences) = (0, new List<string>());
        for (var seed = 0; verdicts < Profiles * CallsEach; seed++)
        {
            var random = new RandomProfile(seed);
            var architectures = Architectures(host, seed);
            var profile = random.Profile(seed % 3 == 0 ? names[..12] : names, architectures, isFree: false);
            var isBigEndian = FilterArchitecture.Family(host)[0].IsBigEndian;
            var theirs = LibSeccomp.Compile(profile, architectures, isBigEndian);
            // Null when it refuses rules that we can put in an order.
            if (theirs is not null && !IsKnownFault(profile, host, theirs))
            {
                verdicts += Compare(random, profile, host, theirs, $"seed {seed}", differences);
            }
        }

        differences.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public void A_rule_that_matches_decides_however_rules_overlap(Architecture host)
    {
        var names = Enumerable.Range(0, SyscallTable.Length).Select(SyscallTable.Name)
            .Where(name => FilterArchitecture.Family(host)[0].Multiplexer(isIpc: false) < 0 || MultiplexedCall.Of(name).Call == 0)
            .Where(name => MultiplexedCall.Of(name).Call == 0 && name is not ("socketcall" or "ipc")).ToArray();

        var differences = new List<string>();
        for (var seed = 0; seed < Profiles; seed++)
        {
            var random = new RandomProfile(seed);
            var free = random.Profile(seed % 3 == 0 ? names[..12] : names, Architectures(host, seed), isFree: true);
            var profile = free with { DefaultAction = "SCMP_ACT_LOG", Syscalls = [.. free.Syscalls.Select(rule => rule with { Action = "SCMP_ACT_TRAP", ErrnoRet = null })] };
            var ours = Machine(profile, host);
            var model = new NaiveModel(profile, host);
            foreach (var call in Calls(random, profile, host, 300))
            {
                var verdict = ours.Run(call);
                if (verdict != 0 && (verdict == SeccompActions.Trap) != model.Matches(call))
                {
                    differences.Add($"seed {seed}, {call}: {verdict:x}");
                }
            }
        }

        differences.Should().BeEmpty();
    }

    [Theory]
    [InlineData("podman-default")]
    [InlineData("docker-default")]
    public void Profiles_of_engines_are_read_alike(string name)
    {
        RequireLibSeccomp();
        var profile = Profile.Read(name);
        var known = profile with { Syscalls = [.. profile.Syscalls.Select(rule => rule with { Names = [.. rule.Names.Where(SharedNames(Architecture.X64).Contains)] })] };
        var theirs = LibSeccomp.Compile(known, known.Architectures)!;

        var differences = new List<string>();
        Compare(new RandomProfile(1), known, Architecture.X64, theirs, name, differences, calls: 100_000);

        differences.Should().BeEmpty();
    }

    [Fact]
    public void Rules_that_contradict_each_other_are_refused_as_libseccomp_refuses_them()
    {
        RequireLibSeccomp();
        LinuxSeccompArg[] arguments = [new() { Index = 1, Value = 7, Op = "SCMP_CMP_EQ" }];
        var profile = new LinuxSeccomp
        {
            DefaultAction = "SCMP_ACT_ERRNO",
            Syscalls =
            [
                new() { Names = ["ioctl"], Action = "SCMP_ACT_ALLOW", Args = arguments },
                new() { Names = ["ioctl"], Action = "SCMP_ACT_KILL", Args = arguments },
            ],
        };

        var theirs = LibSeccomp.Compile(profile, ["SCMP_ARCH_X86_64"]);
        var act = () => SeccompCompiler.Compile(profile, Architecture.X64);

        theirs.Should().BeNull();
        act.Should().Throw<OciException>().WithMessage("linux.seccomp.syscalls: two rules for ioctl have the same args and different actions");
    }

    // What libseccomp 2.5.4 does wrong by itself: made for a machine of the other byte order, answers far off are turned round twice;
    // and a filter without a tree forgets to load the call's number when the first call is one that is made through another.
    private static bool IsKnownFault(LinuxSeccomp profile, Architecture host, SocketFilter[] theirs)
    {
        var family = FilterArchitecture.Family(host);
        var isMultiplexed = family.Any(it => it.Multiplexer(isIpc: false) >= 0) && profile.Syscalls.Any(rule => rule.Names.Any(name => MultiplexedCall.Of(name).Call > 0));
        return (family[0].IsBigEndian && theirs.Length > ShortJumps) || (isMultiplexed && !LibSeccomp.IsTree(profile));
    }

    private static int Compare(
        RandomProfile random, LinuxSeccomp profile, Architecture host, SocketFilter[] program, string subject, List<string> differences, int calls = CallsEach)
    {
        var theirs = new FilterMachine(program, FilterArchitecture.Family(host)[0].IsBigEndian);
        var runc = new RuncModel(profile, host);
        var ours = Machine(profile, host);
        var verdicts = 0;
        foreach (var call in Calls(random, profile, host, calls))
        {
            verdicts++;
            var (verdict, expected) = (ours.Run(call), runc.Run(call, theirs));
            if (verdict != expected && differences.Count < 5)
            {
                differences.Add($"{subject}, {call}: 0x{verdict:x} in place of 0x{expected:x}; default {profile.DefaultAction}, rules {Rules(profile, host, call)}");
            }
        }

        return verdicts;
    }

    private static string Rules(LinuxSeccomp profile, Architecture host, FilteredCall call)
    {
        var names = Enumerable.Range(0, SyscallTable.Length)
            .Where(it => FilterArchitecture.Family(host).Any(other => SyscallTable.Number(it, other.Column) == (int)(call.Number & ~FilteredCall.X32Bit)))
            .Select(SyscallTable.Name).ToArray();
        return string.Join(" | ", from rule in profile.Syscalls
                                  where rule.Names.Intersect(names).Any()
                                  select $"{rule.Action} {rule.ErrnoRet}: {string.Join(" and ", rule.Args.Select(it => $"{it.Index} {it.Op} {it.Value:x} {it.ValueTwo:x}"))}");
    }

    private static IEnumerable<FilteredCall> Calls(RandomProfile random, LinuxSeccomp profile, Architecture host, int count)
    {
        var family = FilterArchitecture.Family(host);
        uint[] architectures = [.. family.Select(it => it.AuditArch).Distinct()];
        uint[] numbers =
        [
            .. from rule in profile.Syscalls
               from name in rule.Names
               from it in family
               let call = SyscallTable.IndexOf(name)
               where call >= 0
               let number = SyscallTable.Number(call, it.Column)
               where number >= 0
               select (uint)number | it.NumberBase,
            102, 117, // socketcall and ipc, where there are such
        ];
        return Enumerable.Range(0, count).Select(_ => random.Call(architectures, numbers));
    }

    private static FilterMachine Machine(LinuxSeccomp profile, Architecture host) =>
        new(SeccompCompiler.Compile(profile, host).Instructions, FilterArchitecture.Family(host)[0].IsBigEndian);

    private static string[] Architectures(Architecture host, int seed) =>
        [.. FilterArchitecture.Family(host).Where((_, index) => index == 0 || (seed >> index & 1) == 1).Select(it => it.Name)];

    // What an older libseccomp does not know it can't judge.
    private static string[] SharedNames(Architecture host) =>
        [.. from call in Enumerable.Range(0, SyscallTable.Length)
            let name = SyscallTable.Name(call)
            where LibSeccomp.CanTranslate(name) && FilterArchitecture.Family(host).All(it => IsShared(call, name, it))
            select name];

    private static bool IsShared(int call, string name, FilterArchitecture architecture)
    {
        var ours = SyscallTable.Number(call, architecture.Column);
        var theirs = LibSeccomp.Number(name, architecture.Name);
        return ours >= 0 ? theirs == (ours | (int)architecture.NumberBase) || MultiplexedCall.Of(name).Call > 0 : theirs < 0;
    }

    private static void RequireLibSeccomp() => Assert.SkipUnless(LibSeccomp.IsInstalled, "libseccomp.so.2 is not installed (Debian: libseccomp2)");
}
