using System.Diagnostics.CodeAnalysis;

namespace Tinyo.Oci.Spec;

/// <summary>Programs of the caller that run at the points of a container's life, in order.</summary>
public sealed record Hooks
{
    /// <summary>Deprecated: as createRuntime, and before it.</summary>
    [AllowNull]
    public IReadOnlyList<Hook> Prestart { get; init => field = Absent.AsEmpty(value); } = [];

    /// <summary>After the namespaces are there and before pivot_root, in the runtime's namespaces.</summary>
    [AllowNull]
    public IReadOnlyList<Hook> CreateRuntime { get; init => field = Absent.AsEmpty(value); } = [];

    /// <summary>After the namespaces are there and before pivot_root, in the container's namespaces.</summary>
    [AllowNull]
    public IReadOnlyList<Hook> CreateContainer { get; init => field = Absent.AsEmpty(value); } = [];

    /// <summary>Just before the user's program, in the container's namespaces.</summary>
    [AllowNull]
    public IReadOnlyList<Hook> StartContainer { get; init => field = Absent.AsEmpty(value); } = [];

    /// <summary>After the user's program has started, in the runtime's namespaces.</summary>
    [AllowNull]
    public IReadOnlyList<Hook> Poststart { get; init => field = Absent.AsEmpty(value); } = [];

    /// <summary>After the container is deleted, in the runtime's namespaces.</summary>
    [AllowNull]
    public IReadOnlyList<Hook> Poststop { get; init => field = Absent.AsEmpty(value); } = [];
}
