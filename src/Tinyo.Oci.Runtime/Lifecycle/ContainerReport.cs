namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>What <c>state</c> and <c>list</c> say of one container.</summary>
public sealed record ContainerReport
{
    /// <summary>The specification's version that the bundle names.</summary>
    public required string OciVersion { get; init; }

    /// <summary>The container's id.</summary>
    public required string Id { get; init; }

    /// <summary>The init process's pid on the host, 0 once it is gone.</summary>
    public required int Pid { get; init; }

    /// <summary><c>creating</c>, <c>created</c>, <c>running</c>, <c>paused</c> or <c>stopped</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Absolute path of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>Absolute path of the root filesystem.</summary>
    public required string Rootfs { get; init; }

    /// <summary>When the container was created, UTC.</summary>
    public required DateTime Created { get; init; }

    /// <summary>The configuration's annotations.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Name of the user that owns the state directory; <c>list</c> shows it, <c>state</c> leaves it empty.</summary>
    public string Owner { get; init; } = "";
}
