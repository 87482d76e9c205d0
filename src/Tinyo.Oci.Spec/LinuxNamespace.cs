namespace Tinyo.Oci.Spec;

/// <summary>One namespace that the container has to itself, or joins.</summary>
public sealed record LinuxNamespace
{
    /// <summary>Its kind: <c>pid</c>, <c>network</c>, <c>mount</c>, <c>ipc</c>, <c>uts</c>, <c>user</c>, <c>cgroup</c> or <c>time</c>.</summary>
    public required string Type { get; init; }

    /// <summary>A file of an existing namespace to join; absent makes a new one.</summary>
    public string? Path { get; init; }
}
