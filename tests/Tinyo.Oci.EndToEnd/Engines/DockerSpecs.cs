using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>The Docker of this machine.</summary>
[Needs(Requirement.Binary, "docker")]
[Needs(Requirement.Binary, "dockerd")]
public sealed class DockerSpecs(Docker docker) : DockerScenarios(docker), IClassFixture<Docker>;
