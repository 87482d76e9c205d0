using System.Globalization;

namespace Tinyo.Oci.Runtime.Cgroups.Statistics;

/// <summary>Understands the texts of a cgroup's files; what it can't read counts as 0.</summary>
internal static class StatisticsText
{
    /// <summary>A number; <c>max</c> is the largest.</summary>
    public static ulong Number(ReadOnlySpan<char> text) =>
        text.Trim() is "max" ? ulong.MaxValue
        : ulong.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : 0;

    /// <summary>Numbers on one line.</summary>
    public static List<ulong> Numbers(string text)
    {
        var numbers = new List<ulong>();
        foreach (var word in text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            numbers.Add(Number(word));
        }

        return numbers;
    }

    /// <summary>Lines of a name and a number each.</summary>
    public static SortedDictionary<string, ulong> Pairs(string text)
    {
        var pairs = new SortedDictionary<string, ulong>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            if (line.Split(' ') is [var name, var value])
            {
                pairs[name] = Number(value);
            }
        }

        return pairs;
    }

    /// <summary>A list of numbers and ranges, as <c>0-2,7</c>.</summary>
    public static List<ushort> Ranges(string text)
    {
        var numbers = new List<ushort>();
        foreach (var range in text.Trim().Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var dash = range.IndexOf('-', StringComparison.Ordinal);
            var first = Number(dash < 0 ? range : range.AsSpan(0, dash));
            var last = dash < 0 ? first : Number(range.AsSpan(dash + 1));
            for (var number = first; number <= Math.Min(last, ushort.MaxValue); number++)
            {
                numbers.Add((ushort)number);
            }
        }

        return numbers;
    }

    /// <summary>The lines of a <c>cpuacct.usage_all</c>: per CPU the time of programs and of the kernel.</summary>
    public static (List<ulong> User, List<ulong> Kernel) PerCpu(string text)
    {
        var (user, kernel) = (new List<ulong>(), new List<ulong>());
        foreach (var line in text.Split('\n'))
        {
            if (line.Split(' ') is [var cpu, var ofUser, var ofKernel] && cpu is not "cpu")
            {
                user.Add(Number(ofUser));
                kernel.Add(Number(ofKernel));
            }
        }

        return (user, kernel);
    }

    /// <summary>The lines of a file of blkio: <c>8:0 Read 4096</c> or <c>8:0 4096</c>.</summary>
    public static List<BlockEntry> Blocks(string text)
    {
        var entries = new List<BlockEntry>();
        foreach (var line in text.Split('\n'))
        {
            switch (line.Split([' ', ':']))
            {
                case [var major, var minor, var value]:
                    entries.Add(new BlockEntry(Number(major), Number(minor), "", Number(value)));
                    break;
                case [var major, var minor, var operation, var value]:
                    entries.Add(new BlockEntry(Number(major), Number(minor), operation, Number(value)));
                    break;
                default:
                    break;
            }
        }

        return entries;
    }

    /// <summary>The lines of an <c>io.stat</c>: <c>8:0 rbytes=4096 wbytes=0 rios=1 wios=0</c>.</summary>
    public static (List<BlockEntry> Bytes, List<BlockEntry> Operations) UnifiedBlocks(string text)
    {
        var (bytes, operations) = (new List<BlockEntry>(), new List<BlockEntry>());
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split(' ');
            if (words[0].Split(':') is not [var major, var minor])
            {
                continue;
            }

            foreach (var word in words.AsSpan(1))
            {
                if (word.Split('=') is [var name, var value])
                {
                    var entry = new BlockEntry(Number(major), Number(minor), name.StartsWith('r') ? "Read" : "Write", Number(value));
                    (name switch { "rbytes" or "wbytes" => bytes, "rios" or "wios" => operations, _ => null })?.Add(entry);
                }
            }
        }

        return (bytes, operations);
    }

    /// <summary>The lines of a file of pressure: <c>some avg10=0.00 avg60=0.12 avg300=0.05 total=1234</c>.</summary>
    public static PressureStatistics? Pressures(string? text)
    {
        var (some, full) = (default(Pressure), default(Pressure));
        foreach (var line in text?.Split('\n') ?? [])
        {
            if (line.Split([' ', '=']) is [var which, _, var ten, _, var sixty, _, var threeHundred, _, var total])
            {
                var pressure = new Pressure(Fraction(ten), Fraction(sixty), Fraction(threeHundred), Number(total));
                (some, full) = which is "some" ? (pressure, full) : (some, pressure);
            }
        }

        return text is null ? null : new PressureStatistics(some, full);
    }

    private static double Fraction(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
