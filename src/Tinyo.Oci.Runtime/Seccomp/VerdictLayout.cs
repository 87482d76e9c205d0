namespace Tinyo.Oci.Runtime.Seccomp;

/// <summary>Lays out the verdicts of one kind of programs over all numbers: those with rules, those that are newer than the rules, and those of nobody.</summary>
internal sealed class VerdictLayout(RuleBook book, FilterArchitecture architecture, FilterArchitecture? x32)
{
    // By this bit programs of x32 are known, and it is what a profile's age is judged by; all above it is x32's to the filter.
    private const uint X32Bit = FilterArchitecture.X32Bit;
    private const uint Half = 0x80000000;
    private const uint Quarters = Half | X32Bit;

    // A tracer that skips a call makes its number this one.
    private const uint Skipped = uint.MaxValue;

    private readonly Verdict _default = new(book.Default);
    private readonly Verdict _noSuchCall = new(SeccompActions.NoSuchCall);
    private readonly Verdict _killed = new(SeccompActions.KillThread);

    // Whoever lets unknown calls through gets the kernel's own answer to them.
    private readonly bool _answersForKernel = !SeccompActions.LetsThrough(book.Default) && book.Default != SeccompActions.NoSuchCall;

    /// <summary>The verdicts of all numbers.</summary>
    internal VerdictMap Map()
    {
        var map = new VerdictMap();
        var calls = new CallsOfArchitecture(book, architecture);
        map.Begin(0, architecture.HidesUnknownInZero && IsDated(calls) ? _noSuchCall : _default);
        map.Begin(1, _default);
        calls.Overlay(map, book.Default);
        if (IsDated(calls))
        {
            map.Begin((uint)calls.Highest + 1, _noSuchCall);
        }

        if (architecture.AuditArch == FilterArchitecture.Family(System.Runtime.InteropServices.Architecture.X64)[0].AuditArch)
        {
            BeginX32(map, calls);
        }

        return map;
    }

    private bool IsDated(CallsOfArchitecture calls) => _answersForKernel && calls.Highest > 0;

    private void BeginX32(VerdictMap map, CallsOfArchitecture own)
    {
        var isDated = false;
        map.Begin(X32Bit, x32 is null ? _killed : _default);
        if (x32 is not null)
        {
            var calls = new CallsOfArchitecture(book, x32);
            calls.Overlay(map, book.Default);
            isDated = IsDated(calls);
            if (isDated)
            {
                map.Begin((X32Bit | (uint)calls.Highest) + 1, _noSuchCall);
            }
        }

        var others = x32 is null ? _killed : isDated ? _noSuchCall : _default;
        map.Begin(Half, IsDated(own) ? _noSuchCall : x32 is null ? _killed : _default);
        map.Begin(Quarters, others);
        map.Begin(Skipped, x32 is null ? _default : others);
    }
}
