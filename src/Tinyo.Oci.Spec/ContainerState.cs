using System.Collections.ObjectModel;

namespace Tinyo.Oci.Spec;

/// <summary>A container's state as hooks and the <c>state</c> command give it.</summary>
public sealed record ContainerState
{
    /// <summary>The specification's version that the state follows.</summary>
    public required string OciVersion { get; init; }

    /// <summary>The container's id.</summary>
    public required string Id { get; init; }

    /// <summary><c>creating</c>, <c>created</c>, <c>running</c>, <c>stopped</c>, or <c>paused</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The init process's pid.</summary>
    public int? Pid { get; init; }

    /// <summary>Absolute path of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>The configuration's annotations.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}
