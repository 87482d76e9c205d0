namespace Tinyo.Oci.Spec;

/// <summary>The most huge pages of one size.</summary>
public sealed record LinuxHugepageLimit
{
    /// <summary>The page size, as <c>2MB</c>.</summary>
    public required string PageSize { get; init; }

    /// <summary>The most bytes.</summary>
    public required ulong Limit { get; init; }
}
