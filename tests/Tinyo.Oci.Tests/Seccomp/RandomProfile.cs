using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Seccomp;

/// <summary>Configurations and calls by chance, from a seed.</summary>
internal sealed class RandomProfile(int seed)
{
    private static readonly string[] s_actions =
    [
        "SCMP_ACT_ALLOW", "SCMP_ACT_ALLOW", "SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", "SCMP_ACT_ERRNO", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_KILL_THREAD",
        "SCMP_ACT_KILL", "SCMP_ACT_TRAP", "SCMP_ACT_TRACE", "SCMP_ACT_LOG", "SCMP_ACT_NOTIFY",
    ];

    private static readonly string[] s_defaults = [.. s_actions.Where(action => action is not "SCMP_ACT_NOTIFY")];

    private static readonly string[] s_exact = ["SCMP_CMP_EQ", "SCMP_CMP_NE", "SCMP_CMP_MASKED_EQ"];
    private static readonly string[] s_all = [.. s_exact, "SCMP_CMP_LT", "SCMP_CMP_LE", "SCMP_CMP_GT", "SCMP_CMP_GE"];

    // Few and near each other, so that rules and calls meet.
    private static readonly ulong[] s_values =
    [
        0, 1, 2, 3, 8, 16, 0xFF, 0x7E020000, 0xFFFFFFFE, 0xFFFFFFFF, 0x1_00000000, 0x1_00000001, 0x2_00000001, 0xFFFFFFFF_00000000, ulong.MaxValue,
    ];

    private readonly Random _random = new(seed);

    /// <summary>A configuration over some names.</summary>
    /// <param name="names">The names.</param>
    /// <param name="architectures">Its architectures.</param>
    /// <param name="isFree">Whether a call's rules may overlap in every way, or only in those that <see cref="Undisputed"/> leaves.</param>
    internal LinuxSeccomp Profile(IReadOnlyList<string> names, IReadOnlyList<string> architectures, bool isFree)
    {
        var rules = new List<LinuxSyscall>();
        for (var i = Math.Max(1, _random.Next(-5, 40)); i > 0; i--)
        {
            var count = _random.Next(8) switch { 0 => _random.Next(60), < 4 => 1, _ => _random.Next(1, 6) };
            var action = Pick(s_actions);
            rules.Add(new LinuxSyscall
            {
                Names = [.. Enumerable.Range(0, Math.Max(count, 1)).Select(_ => Pick(names))],
                Action = action,
                ErrnoRet = action is "SCMP_ACT_ERRNO" or "SCMP_ACT_TRACE" && _random.Next(2) == 0 ? (uint)_random.Next(40) : null,
                Args = _random.Next(2) == 0 ? [] : Arguments(),
            });
        }

        return new LinuxSeccomp
        {
            DefaultAction = Pick(s_defaults),
            DefaultErrnoRet = _random.Next(3) switch { 0 => 38u, 1 => null, _ => 13u },
            Architectures = architectures,
            Syscalls = isFree ? rules : Undisputed.Of(rules),
        };
    }

    /// <summary>A call: mostly one that the configuration is about.</summary>
    internal FilteredCall Call(uint[] architectures, IReadOnlyList<uint> numbers) => new(
        _random.Next(50) == 0 ? (uint)_random.Next() : Pick(architectures),
        _random.Next(12) switch
        {
            0 => (uint)_random.Next(1200),
            1 => FilteredCall.X32Bit | (uint)_random.Next(1200),
            2 => Pick((uint[])[uint.MaxValue, 0x80000000, 0xC0000000, 0x3FFFFFFF, 0x40000000, 0xFFFFFFFE, (uint)_random.Next() * 2]),
            _ => Pick(numbers),
        },
        Value(), Value(), Value(), Value(), Value(), Value());

    private List<LinuxSeccompArg> Arguments() =>
        [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => new LinuxSeccompArg
        {
            Index = (uint)_random.Next(_random.Next(4) == 0 ? 6 : 3),
            Value = Value(),
            ValueTwo = Value(),
            Op = Pick(s_all),
        })];

    private ulong Value() => _random.Next(10) switch
    {
        0 => (ulong)_random.NextInt64(),
        1 => (ulong)_random.Next(40),
        2 => Pick(s_values) + 1,
        _ => Pick(s_values),
    };

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];
}
