namespace Tinyo.Oci.Spec;

/// <summary>Programs of the caller that run at the points of a container's life, in order.</summary>
public sealed record Hooks
{
    /// <summary>Deprecated: as createRuntime, and before it.</summary>
    public IReadOnlyList<Hook> Prestart { get; init; } = [];

    /// <summary>After the namespaces are there and before pivot_root, in the runtime's namespaces.</summary>
    public IReadOnlyList<Hook> CreateRuntime { get; init; } = [];

    /// <summary>After the namespaces are there and before pivot_root, in the container's namespaces.</summary>
    public IReadOnlyList<Hook> CreateContainer { get; init; } = [];

    /// <summary>Just before the user's program, in the container's namespaces.</summary>
    public IReadOnlyList<Hook> StartContainer { get; init; } = [];

    /// <summary>After the user's program has started, in the runtime's namespaces.</summary>
    public IReadOnlyList<Hook> Poststart { get; init; } = [];

    /// <summary>After the container is deleted, in the runtime's namespaces.</summary>
    public IReadOnlyList<Hook> Poststop { get; init; } = [];
}
