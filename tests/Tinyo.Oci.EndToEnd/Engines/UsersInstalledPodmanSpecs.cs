using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>Podman of a guest's user who is not root.</summary>
[Needs(Requirement.UserSession)]
public sealed class UsersInstalledPodmanSpecs(UsersInstalledPodman podman) : InstalledPodmanScenarios(podman), IClassFixture<UsersInstalledPodman>;
