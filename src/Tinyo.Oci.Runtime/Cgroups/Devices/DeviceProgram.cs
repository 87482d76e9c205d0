using Tinyo.Oci.Linux.Bpf;

namespace Tinyo.Oci.Runtime.Cgroups.Devices;

/// <summary>Compiles rules to the program that cgroup v2 asks about every use of a device: the result 1 allows it, 0 denies it.</summary>
internal static class DeviceProgram
{
    // struct bpf_cgroup_dev_ctx, which register 1 points to: the access in the high half of the first word and the kind in the low one.
    private const short FirstWord = 0, MajorWord = 4, MinorWord = 8;
    private const int Context = 1, Kind = 2, Access = 3, Major = 4, Minor = 5, Wanted = 6;
    private const int HalfWord = 16, LowHalf = 0xFFFF;

    /// <summary>The program of the rules.</summary>
    public static ReadOnlySpan<BpfInstruction> Compile(IReadOnlyList<DeviceRule> rules)
    {
        var program = new BpfAssembler()
            .LoadWord(Kind, Context, FirstWord)
            .Copy(Access, Kind)
            .ShiftRight(Access, HalfWord)
            .And(Kind, LowHalf)
            .LoadWord(Major, Context, MajorWord)
            .LoadWord(Minor, Context, MinorWord);

        // From the last rule to the first: each decides on what it fits and no later one has decided on. What is decided as allowed leaves the register.
        for (var index = rules.Count - 1; index >= 0; index--)
        {
            if (rules[index].IsTotal)
            {
                return program.Return(rules[index].Allow ? 1 : 0).Program;
            }

            // No device of Linux has such numbers, which would count as negative here.
            if (rules[index] is not ({ Major: > int.MaxValue } or { Minor: > int.MaxValue }))
            {
                Append(program, rules[index]);
            }
        }

        return program.Return(0).Program;
    }

    private static void Append(BpfAssembler program, DeviceRule rule)
    {
        var (kind, major, minor) = (-1, -1, -1);
        if (rule.Kind is { } wantedKind)
        {
            kind = program.JumpUnlessEqual(Kind, (int)wantedKind);
        }

        if (rule.Major is { } wantedMajor)
        {
            major = program.JumpUnlessEqual(Major, (int)wantedMajor);
        }

        if (rule.Minor is { } wantedMinor)
        {
            minor = program.JumpUnlessEqual(Minor, (int)wantedMinor);
        }

        var next = rule.Allow ? Allow(program, rule.Access) : Deny(program, rule.Access);
        foreach (var jump in (ReadOnlySpan<int>)[kind, major, minor, next])
        {
            if (jump >= 0)
            {
                program.Land(jump);
            }
        }
    }

    private static int Allow(BpfAssembler program, DeviceAccess access)
    {
        var next = program.And(Access, ~(int)access).JumpUnlessEqual(Access, 0);
        program.Return(1);
        return next;
    }

    private static int Deny(BpfAssembler program, DeviceAccess access)
    {
        var next = program.Copy(Wanted, Access).And(Wanted, (int)access).JumpIfEqual(Wanted, 0);
        program.Return(0);
        return next;
    }
}
