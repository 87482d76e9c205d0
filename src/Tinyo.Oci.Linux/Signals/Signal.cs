namespace Tinyo.Oci.Linux.Signals;

/// <summary>A signal's number, 0 to 64, see signal(7).</summary>
public readonly record struct Signal
{
    private Signal(int number) => Number = number;

    /// <summary>The number that the kernel knows it by; 0 only asks whether the process is there.</summary>
    public int Number { get; }

    /// <summary>SIGKILL, which no process can refuse.</summary>
    public static Signal Kill { get; } = new(9);

    /// <summary>SIGTERM, what <c>kill</c> sends when no signal is named.</summary>
    public static Signal Terminate { get; } = new(15);

    /// <summary>SIGTTOU, which stops a program that uses its terminal while another is in front.</summary>
    public static Signal TerminalOutput { get; } = new(22);

    internal static Signal FromNumber(int number) => new(number);

    private static ReadOnlySpan<string> Names => s_names;

    private static readonly string[] s_names =
    [
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
        "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>Reads a number, <c>KILL</c>, <c>SIGKILL</c>, <c>RTMIN+3</c> or <c>RTMAX-1</c>, in any case.</summary>
    public static bool TryParse(string text, out Signal signal)
    {
        signal = default;
        if (int.TryParse(text, System.Globalization.NumberStyles.None, null, out var number))
        {
            signal = new Signal(number);
            return number <= 64;
        }

        var name = text.AsSpan();
        if (name.StartsWith("SIG", StringComparison.OrdinalIgnoreCase))
        {
            name = name[3..];
        }

        number = name.IsEmpty ? -1 : Find(name);
        signal = new Signal(Math.Max(number, 0));
        return number > 0;
    }

    /// <summary>The kernel's name, as <c>SIGTERM</c>; a real-time signal's number.</summary>
    public override string ToString() =>
        Number > 0 && Number < Names.Length ? $"SIG{Names[Number]}" : Number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static int Find(ReadOnlySpan<char> name)
    {
        for (var number = 1; number < Names.Length; number++)
        {
            if (name.Equals(Names[number], StringComparison.OrdinalIgnoreCase))
            {
                return number;
            }
        }

        return name switch
        {
            _ when name.Equals("IOT", StringComparison.OrdinalIgnoreCase) => 6,
            _ when name.Equals("POLL", StringComparison.OrdinalIgnoreCase) => 29,
            _ when name.StartsWith("RTMIN", StringComparison.OrdinalIgnoreCase) => RealTime(34, name[5..]),
            _ when name.StartsWith("RTMAX", StringComparison.OrdinalIgnoreCase) => RealTime(64, name[5..]),
            _ => -1,
        };
    }

    // glibc keeps 32 and 33 for itself: SIGRTMIN is 34.
    private static int RealTime(int origin, ReadOnlySpan<char> offset)
    {
        if (offset.IsEmpty)
        {
            return origin;
        }

        return int.TryParse(offset, System.Globalization.NumberStyles.AllowLeadingSign, null, out var distance)
            && origin + distance is >= 34 and <= 64
                ? origin + distance
                : -1;
    }
}
