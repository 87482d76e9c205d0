using System.Buffers.Text;
using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Linux.Procfs;

/// <summary>What <c>/proc/PID/stat</c> says of a process, see proc_pid_stat(5).</summary>
/// <param name="State">The state's letter, as <c>R</c>, <c>S</c> or <c>Z</c>.</param>
/// <param name="StartTime">When it started, in clock ticks after boot: with the pid it names one process for ever.</param>
public readonly record struct ProcessStatus(char State, ulong StartTime)
{
    private const int StateField = 3;
    private const int StartTimeField = 22;

    /// <summary>Whether the process has ended and only waits to be reaped.</summary>
    public bool IsOver => State is 'Z' or 'X' or 'x';

    /// <summary>Reads the status of a process; null when there is no such process.</summary>
    public static ProcessStatus? TryRead(int pid)
    {
        if (FileSystem.TryOpen($"/proc/{pid}/stat", OpenFlags.O_RDONLY, out var file) is not Errno.None)
        {
            return null;
        }

        using (file)
        {
            Span<byte> buffer = stackalloc byte[1024];
            return FileSystem.TryRead(file, buffer, out var length) is Errno.None ? Parse(buffer[..length]) : null;
        }
    }

    /// <summary>Reads the file's one line; null when it is none.</summary>
    public static ProcessStatus? Parse(ReadOnlySpan<byte> line)
    {
        // The name in field 2 may hold spaces and parentheses itself, no later field does.
        var nameEnd = line.LastIndexOf((byte)')');
        if (nameEnd < 0 || nameEnd + 2 >= line.Length)
        {
            return null;
        }

        var rest = line[(nameEnd + 2)..];
        var state = (char)rest[0];
        for (var field = StateField; field < StartTimeField; field++)
        {
            var space = rest.IndexOf((byte)' ');
            if (space < 0)
            {
                return null;
            }

            rest = rest[(space + 1)..];
        }

        return Utf8Parser.TryParse(rest, out ulong startTime, out _) ? new ProcessStatus(state, startTime) : null;
    }
}
