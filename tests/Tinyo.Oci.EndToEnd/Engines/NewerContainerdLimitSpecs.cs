using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>containerd 2.</summary>
[Needs(Requirement.NewerEngines)]
public sealed class NewerContainerdLimitSpecs(NewerContainerd containerd) : ContainerdLimitScenarios(containerd), IClassFixture<NewerContainerd>;
