namespace Tinyo.Oci.Runtime.Cgroups.Resources;

/// <summary>Finds in a file's text what has to be written so that it is again as it was. Makes no system calls.</summary>
internal static class FormerValue
{
    private const string KillerState = "oom_kill_disable ";

    /// <summary>What undoes a write.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="text">What it held.</param>
    /// <param name="written">What was written to it.</param>
    public static string Of(string file, string text, string written)
    {
        if (Key(written) is { } key && (Line(text, key) ?? (key.Contains(':', StringComparison.Ordinal) ? Unset(file, written) : null)) is { } former)
        {
            return former;
        }

        return Line(text, "default")
            ?? (text.StartsWith(KillerState, StringComparison.Ordinal) ? text[KillerState.Length..(KillerState.Length + 1)] : null)
            ?? (text.TrimEnd() is { Length: > 0 } value ? value : "\n"); // the kernel takes no empty write, but an empty line for no CPUs
    }

    // 8:0 1048576, or mlx5_0 hca_handle=2, or eth0 5; but 50000 100000 is one value.
    private static string? Key(string written)
    {
        var blank = written.IndexOf(' ', StringComparison.Ordinal);
        var key = blank > 0 ? written[..blank] : "";
        return key.Length > 0 && (!char.IsAsciiDigit(key[0]) || key.Contains(':', StringComparison.Ordinal)) ? key : null;
    }

    private static string? Line(string text, string key)
    {
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith(key, StringComparison.Ordinal) && line.Length > key.Length && line[key.Length] is ' ')
            {
                return line;
            }
        }

        return null;
    }

    // A device that a file does not name has no value of its own.
    private static string Unset(string file, string written)
    {
        var words = written.Split(' ');
        for (var index = 1; index < words.Length; index++)
        {
            var equals = words[index].IndexOf('=', StringComparison.Ordinal);
            words[index] = equals >= 0 ? $"{words[index][..equals]}=max" : file.Contains("weight", StringComparison.Ordinal) ? "default" : "0";
        }

        return string.Join(' ', words);
    }
}
