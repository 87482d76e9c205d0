namespace Tinyo.Oci.Spec;

/// <summary>An I/O scheduling class and priority, see ioprio_set(2).</summary>
public sealed record LinuxIoPriority
{
    /// <summary>The class, as <c>IOPRIO_CLASS_BE</c>.</summary>
    public required string Class { get; init; }

    /// <summary>The priority inside the class, 0 (first) to 7.</summary>
    public int Priority { get; init; }
}
