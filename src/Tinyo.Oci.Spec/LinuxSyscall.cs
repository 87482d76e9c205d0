namespace Tinyo.Oci.Spec;

/// <summary>One rule of the filter.</summary>
public sealed record LinuxSyscall
{
    /// <summary>The system calls, by name; unknown ones are skipped.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>What happens to them.</summary>
    public required string Action { get; init; }

    /// <summary>The error or trace value that the action gives.</summary>
    public uint? ErrnoRet { get; init; }

    /// <summary>Conditions, all of which must hold.</summary>
    public IReadOnlyList<LinuxSeccompArg> Args { get; init; } = [];
}
