using Microsoft.Win32.SafeHandles;
using Tinyo.Oci.Linux.Clone;
using Tinyo.Oci.Linux.Files;
using Tinyo.Oci.Linux.Sockets;

namespace Tinyo.Oci.Linux.Processes;

/// <summary>A running program whose standard streams are pipes to this process.</summary>
public sealed class PipedProcess : IDisposable
{
    private const int FirstAfterStdio = 3;

    private PipedProcess(ProcessHandle process, SafeFileHandle input, SafeFileHandle output, SafeFileHandle? errors) =>
        (Process, Input, Output, Errors) = (process, input, output, errors);

    /// <summary>The program's process, a child of this one.</summary>
    public ProcessHandle Process { get; }

    /// <summary>What is written here, the program reads.</summary>
    public SafeFileHandle Input { get; }

    /// <summary>What the program prints.</summary>
    public SafeFileHandle Output { get; }

    /// <summary>What the program prints as errors; null when that is among its output.</summary>
    public SafeFileHandle? Errors { get; }

    /// <summary>Starts a program; throws when it can't be executed.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="arguments">Its arguments, from its name on.</param>
    /// <param name="environment">Its whole environment.</param>
    /// <param name="directory">Its working directory; null keeps this process's.</param>
    /// <param name="joinErrors">Whether its errors go the way of its output.</param>
    public static PipedProcess Start(
        string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, string? directory = null, bool joinErrors = false)
    {
        var (inputReader, input) = Pipe.Create();
        var (output, outputWriter) = Pipe.Create();
        var (errors, errorsWriter) = joinErrors ? (null, outputWriter) : ((SafeFileHandle?, SafeFileHandle))Pipe.Create();
        using (inputReader)
        using (outputWriter)
        using (errorsWriter)
        using (var program = new ChildProgram())
        {
            program.Duplicate(inputReader, 0);
            program.Duplicate(outputWriter, 1);
            program.Duplicate(errorsWriter, 2);
            if (directory is not null)
            {
                program.ChangeDirectory(directory);
            }

            program.CloseOnExecuteFrom(FirstAfterStdio); // what the caller gave us, or us by accident, is not for it
            program.ResetSignals();
            program.Execute(path, arguments, environment);
            try
            {
                return new PipedProcess(Launch(program), input, output, errors);
            }
            catch
            {
                input.Dispose();
                output.Dispose();
                errors?.Dispose();
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Process.Dispose();
        Input.Dispose();
        Output.Dispose();
        Errors?.Dispose();
    }

    private static ProcessHandle Launch(ChildProgram program)
    {
        var (parentEnd, childEnd) = UnixSocket.Pair();
        using var socket = new MessageSocket(parentEnd);
        var process = ChildLauncher.Launch(program, socket, childEnd);
        try
        {
            socket.AwaitExecution(program);
            return process;
        }
        catch
        {
            process.Wait();
            process.Dispose();
            throw;
        }
    }
}
