namespace Tinyo.Oci.Spec;

/// <summary>The CPUs that an exec'd process runs on, as lists like <c>0-3,7</c>.</summary>
public sealed record LinuxExecCpuAffinity
{
    /// <summary>The CPUs before it joins the container's cgroup.</summary>
    public string? Initial { get; init; }

    /// <summary>The CPUs once it has joined.</summary>
    public string? Final { get; init; }
}
