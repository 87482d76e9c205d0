namespace Tinyo.Oci.Runtime.State;

/// <summary>Where a container is in its life; derived whenever asked for, never stored.</summary>
internal enum ContainerStatus
{
    /// <summary>Its create has not finished yet.</summary>
    Creating,

    /// <summary>Its init process waits for start.</summary>
    Created,

    /// <summary>Its program runs.</summary>
    Running,

    /// <summary>Its cgroup is frozen.</summary>
    Paused,

    /// <summary>Its init process is gone.</summary>
    Stopped,
}
