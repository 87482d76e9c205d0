using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>Docker 28 or newer.</summary>
[Needs(Requirement.NewerEngines)]
public sealed class NewerDockerBridgeSpecs(NewerBridgedDocker docker) : DockerBridgeScenarios(docker), IClassFixture<NewerBridgedDocker>;
