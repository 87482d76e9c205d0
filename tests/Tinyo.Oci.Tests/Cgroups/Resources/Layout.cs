using Tinyo.Oci.Runtime.Cgroups.Resources;
using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Tests.Cgroups.Resources;

/// <summary>A machine whose controllers are all in one kind of hierarchy.</summary>
internal sealed class Layout(bool isV2, bool hasUnified) : ICgroupLayout
{
    public static Layout V1 { get; } = new(isV2: false, hasUnified: false);

    public static Layout Hybrid { get; } = new(isV2: false, hasUnified: true);

    public static Layout V2 { get; } = new(isV2: true, hasUnified: true);

    public bool HasUnified => hasUnified;

    public bool IsUnifiedOnly => isV2;

    public bool IsV2(string controller) => isV2;

    /// <summary>The plan's writes, a <c>file=value</c> each.</summary>
    public IEnumerable<string> Files(LinuxResources resources) => Plan(resources).Writes.Select(write => $"{write.File}={write.Value}");

    public ResourcePlan Plan(LinuxResources resources) => ResourceFiles.Plan(resources, this);
}
