namespace Tinyo.Oci.Spec;

/// <summary>The five capability sets of a process, see capabilities(7); an absent set is empty.</summary>
public sealed record LinuxCapabilities
{
    /// <summary>The most that execve(2) can ever give.</summary>
    public IReadOnlyList<string> Bounding { get; init; } = [];

    /// <summary>What the kernel checks.</summary>
    public IReadOnlyList<string> Effective { get; init; } = [];

    /// <summary>What survives execve(2) of a file with inheritable capabilities.</summary>
    public IReadOnlyList<string> Inheritable { get; init; } = [];

    /// <summary>What may be made effective.</summary>
    public IReadOnlyList<string> Permitted { get; init; } = [];

    /// <summary>What survives execve(2) of an ordinary file.</summary>
    public IReadOnlyList<string> Ambient { get; init; } = [];
}
