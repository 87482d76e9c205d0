using System.Text;
using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Linux.Processes;

/// <summary>Runs programs to their end.</summary>
public static class ProgramRunner
{
    /// <summary>Runs a program that reads nothing, and collects what it prints; throws when it can't be executed.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="arguments">Its arguments, from its name on.</param>
    /// <param name="environment">Its whole environment.</param>
    public static ProgramOutcome Run(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment)
    {
        using var program = PipedProcess.Start(path, arguments, environment);
        program.Input.Dispose();
        using var output = new MemoryStream();
        using var errors = new MemoryStream();
        // Both at once: a program that waits for room in one pipe does not get to the end of the other.
        SafeFileHandle? outputLeft = program.Output, errorsLeft = program.Errors;
        while (outputLeft is not null || errorsLeft is not null)
        {
            if (Poller.WaitAny([outputLeft, errorsLeft], milliseconds: -1) == 0)
            {
                outputLeft = Collect(outputLeft!, output);
            }
            else
            {
                errorsLeft = Collect(errorsLeft!, errors);
            }
        }

        return new ProgramOutcome(program.Process.Wait(), Text(output), Text(errors));
    }

    // Null at the end.
    private static SafeFileHandle? Collect(SafeFileHandle pipe, MemoryStream collected)
    {
        Span<byte> buffer = stackalloc byte[4096];
        var count = FileSystem.Read(pipe, buffer, "output of a program");
        collected.Write(buffer[..count]);
        return count > 0 ? pipe : null;
    }

    private static string Text(MemoryStream collected) => Encoding.UTF8.GetString(collected.GetBuffer(), 0, (int)collected.Length);
}
