namespace Tinyo.Oci.Spec;

/// <summary>A network interface that moves into the container.</summary>
public sealed record LinuxNetDevice
{
    /// <summary>Its name inside; absent keeps the name.</summary>
    public string? Name { get; init; }
}
