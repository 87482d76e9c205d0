using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Mounts;

/// <summary>The matrix without the recursive options, on a kernel that has none of the new mount calls.</summary>
public sealed class OldKernelMatrix() : MountMatrix(Cases)
{
    private static readonly string[] s_recursive =
    [
        "rro", "rrw", "rsuid", "rnosuid", "rdev", "rnodev", "rexec", "rnoexec", "ratime", "rnoatime", "rdiratime", "rnodiratime",
        "rrelatime", "rnorelatime", "rstrictatime", "rnostrictatime", "rsymfollow", "rnosymfollow",
    ];

    /// <summary>The cases that such a kernel can do.</summary>
    internal static IEnumerable<MountCase> Cases { get; } =
        MountCases.All.Where(one => !one.Steps.SelectMany(step => step).Intersect(s_recursive).Any());

    /// <inheritdoc/>
    protected override Command Around(Command command) => HostMounts.OnAnOldKernel(command);
}
