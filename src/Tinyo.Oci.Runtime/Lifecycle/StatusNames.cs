using Tinyo.Oci.Runtime.State;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>The words that the specification and runc have for a status.</summary>
internal static class StatusNames
{
    internal const string Creating = "creating";
    internal const string Created = "created";
    internal const string Running = "running";
    internal const string Paused = "paused";
    internal const string Stopped = "stopped";

    /// <summary>The word for a status.</summary>
    public static string Of(ContainerStatus status) => status switch
    {
        ContainerStatus.Creating => Creating,
        ContainerStatus.Created => Created,
        ContainerStatus.Running => Running,
        ContainerStatus.Paused => Paused,
        _ => Stopped,
    };
}
