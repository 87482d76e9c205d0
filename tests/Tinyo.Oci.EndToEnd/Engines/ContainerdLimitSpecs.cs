using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>The containerd of this machine.</summary>
[Needs(Requirement.Binary, "containerd")]
[Needs(Requirement.Binary, "containerd-shim-runc-v2")]
[Needs(Requirement.Binary, "ctr")]
public sealed class ContainerdLimitSpecs(Containerd containerd) : ContainerdLimitScenarios(containerd), IClassFixture<Containerd>;
