using Tinyo.Oci.Spec;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>How a process that joins a container differs from the one that its bundle's configuration names.</summary>
public sealed record ProcessChanges
{
    /// <summary>The program and its arguments.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>The working directory, <c>--cwd</c>; null keeps it.</summary>
    public string? Cwd { get; init; }

    /// <summary>Variables on top of its environment, <c>--env</c>.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];

    /// <summary>Whether it gets a terminal, <c>--tty</c>.</summary>
    public bool Terminal { get; init; }

    /// <summary>The user, <c>--user</c>; null keeps it.</summary>
    public uint? Uid { get; init; }

    /// <summary>The group, <c>--user</c>; null keeps it.</summary>
    public uint? Gid { get; init; }

    /// <summary>More groups, <c>--additional-gids</c>.</summary>
    public IReadOnlyList<uint> AdditionalGids { get; init; } = [];

    /// <summary>More capabilities, <c>--cap</c>.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Whether execve(2) may no longer grant privileges, <c>--no-new-privs</c>; null keeps it.</summary>
    public bool? NoNewPrivileges { get; init; }

    /// <summary>The AppArmor profile, <c>--apparmor</c>; null keeps it.</summary>
    public string? ApparmorProfile { get; init; }

    /// <summary>The SELinux label, <c>--process-label</c>; null keeps it.</summary>
    public string? SelinuxLabel { get; init; }

    /// <summary>A process with these changes made.</summary>
    internal ProcessSpec ApplyTo(ProcessSpec process) => process with
    {
        Args = Args,
        Cwd = Cwd ?? process.Cwd,
        Env = [.. process.Env, .. Env],
        Terminal = Terminal,
        User = process.User with
        {
            Uid = Uid ?? process.User.Uid,
            Gid = Gid ?? process.User.Gid,
            AdditionalGids = [.. process.User.AdditionalGids, .. AdditionalGids],
        },
        Capabilities = Capabilities.Count == 0 ? process.Capabilities : Add(process.Capabilities ?? new LinuxCapabilities()),
        NoNewPrivileges = NoNewPrivileges ?? process.NoNewPrivileges,
        ApparmorProfile = ApparmorProfile ?? process.ApparmorProfile,
        SelinuxLabel = SelinuxLabel ?? process.SelinuxLabel,
    };

    // Never inheritable, which a program in the image could turn into more than was asked for (CVE-2022-29162);
    // and ambient, which is never more than that, only where the configuration has inheritable ones itself.
    private LinuxCapabilities Add(LinuxCapabilities sets) => sets with
    {
        Bounding = [.. sets.Bounding, .. Capabilities],
        Effective = [.. sets.Effective, .. Capabilities],
        Permitted = [.. sets.Permitted, .. Capabilities],
        Ambient = sets.Inheritable.Count == 0 ? sets.Ambient : [.. sets.Ambient, .. Capabilities],
    };
}
