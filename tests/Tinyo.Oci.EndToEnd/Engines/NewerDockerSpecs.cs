using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>Docker 28 or newer.</summary>
[Needs(Requirement.NewerEngines)]
public sealed class NewerDockerSpecs(NewerDocker docker) : DockerScenarios(docker), IClassFixture<NewerDocker>;
