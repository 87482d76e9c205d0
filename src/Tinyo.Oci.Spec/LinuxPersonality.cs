namespace Tinyo.Oci.Spec;

/// <summary>The execution domain, see personality(2).</summary>
public sealed record LinuxPersonality
{
    /// <summary><c>LINUX</c> or <c>LINUX32</c>.</summary>
    public string? Domain { get; init; }

    /// <summary>Reserved: must be empty.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];
}
