namespace Tinyo.Oci.Spec;

/// <summary>Something that a build either can or can't do.</summary>
public sealed record ToggleFeature
{
    /// <summary>Whether it can.</summary>
    public bool? Enabled { get; init; }
}
