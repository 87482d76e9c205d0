using System.Diagnostics.CodeAnalysis;

namespace Tinyo.Oci.Spec;

/// <summary>The five capability sets of a process, see capabilities(7); an absent set is empty.</summary>
public sealed record LinuxCapabilities
{
    /// <summary>The most that execve(2) can ever give.</summary>
    [AllowNull]
    public IReadOnlyList<string> Bounding { get; init => field = Absent.AsEmpty(value); } = [];

    /// <summary>What the kernel checks.</summary>
    [AllowNull]
    public IReadOnlyList<string> Effective { get; init => field = Absent.AsEmpty(value); } = [];

    /// <summary>What survives execve(2) of a file with inheritable capabilities.</summary>
    [AllowNull]
    public IReadOnlyList<string> Inheritable { get; init => field = Absent.AsEmpty(value); } = [];

    /// <summary>What may be made effective.</summary>
    [AllowNull]
    public IReadOnlyList<string> Permitted { get; init => field = Absent.AsEmpty(value); } = [];

    /// <summary>What survives execve(2) of an ordinary file.</summary>
    [AllowNull]
    public IReadOnlyList<string> Ambient { get; init => field = Absent.AsEmpty(value); } = [];
}
