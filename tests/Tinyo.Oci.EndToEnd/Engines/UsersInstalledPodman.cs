using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Engines;

/// <summary>The same Podman as the guest's user has it, who is logged in.</summary>
public sealed class UsersInstalledPodman : InstalledPodman
{
    private readonly UserSession? _session = UserSession.Find();

    internal override string StateRoot => $"/run/user/{_session!.Uid}/tinyo-oci";

    internal override string Slice => $"{_session!.Cgroup}user.slice/";

    internal override string UnitDirectory => $"/run/user/{_session!.Uid}/containers/systemd";

    private protected override bool CanBeCalled => _session is not null;

    internal override Task<CommandResult> Systemctl(params string[] words) => base.Systemctl(["--user", .. words]);

    internal override Command Caller(string program, params string[] words) => _session!.CallAndLeave(program, words);
}
