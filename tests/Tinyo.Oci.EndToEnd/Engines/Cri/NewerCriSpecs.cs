using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines.Cri;

/// <summary>containerd 2.</summary>
[Needs(Requirement.NewerEngines)]
public sealed class NewerCriSpecs(NewerContainerd containerd) : CriScenarios(containerd), IClassFixture<NewerContainerd>;
