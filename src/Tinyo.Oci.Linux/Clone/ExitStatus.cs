namespace Tinyo.Oci.Linux.Clone;

/// <summary>How a process ended: with an exit code, or by a signal.</summary>
/// <param name="Code">The exit code, 0 to 255; 0 when a signal ended it.</param>
/// <param name="Signal">The signal that ended it; 0 when it exited by itself.</param>
public readonly record struct ExitStatus(int Code, int Signal)
{
    /// <summary>The exit code as a shell reports it: 128 + n for signal n.</summary>
    public int ShellCode => Signal == 0 ? Code : 128 + Signal;

    /// <inheritdoc/>
    public override string ToString() => Signal == 0 ? $"exit status {Code}" : $"signal {Signal}";
}
