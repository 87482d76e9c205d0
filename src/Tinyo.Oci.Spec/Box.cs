namespace Tinyo.Oci.Spec;

/// <summary>A terminal's size.</summary>
public sealed record Box
{
    /// <summary>Lines.</summary>
    public required ulong Height { get; init; }

    /// <summary>Columns.</summary>
    public required ulong Width { get; init; }
}
