namespace Tinyo.Oci.Runtime.Cgroups.Resources;

/// <summary>One value for one file of a container's cgroup.</summary>
/// <param name="Property">What asked for it, as messages name it: <c>linux.resources.memory.limit</c>.</param>
/// <param name="Controller">The controller that the file belongs to, <c>cgroup</c> for the core's own.</param>
/// <param name="File">The file's name.</param>
/// <param name="Value">What is written.</param>
internal sealed record ResourceWrite(string Property, string Controller, string File, string Value)
{
    /// <summary>What a refusal by the kernel means.</summary>
    public Refusal OnRefusal { get; init; } = Refusal.Fails;

    /// <summary>Whether a kernel without such a file is fine.</summary>
    public bool IsOptional { get; init; }

    /// <summary>What is written in its place on a kernel without such a file.</summary>
    public ResourceWrite? Otherwise { get; init; }

    /// <summary>Whether the file is of cgroup v2, though there may be a v1 hierarchy with that controller.</summary>
    public bool IsUnified { get; init; }

    /// <summary>Whether the first word that the file holds by now stays in front of the value.</summary>
    public bool KeepsFirstWord { get; init; }

    /// <summary>The file that tells how much is in use, which explains a refusal.</summary>
    public string? UsageFile { get; init; }

    /// <summary>The file that tells the most that was ever in use.</summary>
    public string? PeakFile { get; init; }

    /// <summary>What a kernel without such a file lacks.</summary>
    public string? Lack { get; init; }
}
