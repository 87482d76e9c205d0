using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>containerd 2.</summary>
[Needs(Requirement.NewerEngines)]
public sealed class NewerContainerdSpecs(NewerContainerd containerd) : ContainerdScenarios(containerd), IClassFixture<NewerContainerd>;
