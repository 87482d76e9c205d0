using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines.Cri;

/// <summary>The containerd of this machine.</summary>
[Needs(Requirement.Binary, "containerd")]
[Needs(Requirement.Binary, "containerd-shim-runc-v2")]
[Needs(Requirement.Binary, "ctr")]
public sealed class CriSpecs(Containerd containerd) : CriScenarios(containerd), IClassFixture<Containerd>;
