namespace Tinyo.Oci.Runtime.Planning;

/// <summary>Device nodes and the links beside them.</summary>
public sealed record DevicesPlan
{
    /// <summary>Nodes, the default ones among them.</summary>
    public IReadOnlyList<DevicePlan> Nodes { get; init; } = [];

    /// <summary>Links such as <c>/dev/fd</c>, and <c>/dev/ptmx</c> last.</summary>
    public IReadOnlyList<LinkPlan> Links { get; init; } = [];

    /// <summary>Bind the host's nodes instead of making new ones: a user namespace may not mknod.</summary>
    public bool Bind { get; init; }
}
