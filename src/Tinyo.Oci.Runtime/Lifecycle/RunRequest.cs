namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>What <c>run</c> was asked for on top of a create.</summary>
public sealed record RunRequest
{
    /// <summary>The create that <c>run</c> begins with.</summary>
    public required CreateRequest Create { get; init; }

    /// <summary>Leave once the program runs, <c>--detach</c>.</summary>
    public bool Detach { get; init; }

    /// <summary>Leave the stopped container to a later <c>delete</c>, <c>--keep</c>.</summary>
    public bool Keep { get; init; }

    /// <summary>Do not adopt the container's orphans, <c>--no-subreaper</c>.</summary>
    public bool NoSubreaper { get; init; }
}
