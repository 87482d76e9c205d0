namespace Tinyo.Oci.Runtime.Planning;

/// <summary>A process that joins a container, fully decided.</summary>
internal sealed record ExecPlan
{
    /// <summary>The program, and as whom it runs.</summary>
    public required ProcessPlan Process { get; init; }

    /// <summary>The CPUs that it begins on, before it is in the container's cgroup, as a mask; null leaves the caller's.</summary>
    public byte[]? InitialCpus { get; init; }

    /// <summary>The CPUs that it then runs on, as a mask; null is all that the cgroup allows.</summary>
    public byte[]? FinalCpus { get; init; }
}
