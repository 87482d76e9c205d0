namespace Tinyo.Oci.Spec;

/// <summary>Mounts beyond mount(2).</summary>
public sealed record MountExtensionFeatures
{
    /// <summary>Mounts with id mappings.</summary>
    public ToggleFeature? Idmap { get; init; }
}
