namespace Tinyo.Oci.Spec;

/// <summary>One program of the caller, which gets the container's state on its stdin.</summary>
public sealed record Hook
{
    /// <summary>The program, absolute.</summary>
    public required string Path { get; init; }

    /// <summary>Its command line with its own name first; empty means just the path.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Its whole environment; absent differs from empty for startContainer, which then takes the container's.</summary>
    public IReadOnlyList<string>? Env { get; init; }

    /// <summary>Seconds after which it is killed and has failed.</summary>
    public int? Timeout { get; init; }
}
