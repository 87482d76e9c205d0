using Tinyo.Oci.EndToEnd.Infrastructure;

namespace Tinyo.Oci.EndToEnd.Mounts;

/// <summary>Runs a command in a mount namespace of its own, with mounts that the host never sees and that go with it.</summary>
internal static class HostMounts
{
    private const string NewMountCalls = "fsopen,fsmount,fspick,move_mount,open_tree,mount_setattr,openat2";

    /// <summary>The command after <paramref name="setup"/>, a shell script that makes mounts, and before <paramref name="after"/>.</summary>
    internal static Command With(string setup, Command command, string after = "") => command with
    {
        Program = "unshare",
        Arguments = ["--mount", "sh", "-ec", $"{setup}\n\"$@\"\n{after}", "sh", command.Program, .. command.Arguments],
    };

    /// <summary>The command on a kernel without the mount calls of Linux 5.2 to 5.12: they all say ENOSYS.</summary>
    /// <remarks>strace lets only those calls fail that it also traces; what it traces goes nowhere.</remarks>
    internal static Command OnAnOldKernel(Command command) => command with
    {
        Program = "strace",
        Arguments = ["-f", "-o", "/dev/null", "-e", $"trace={NewMountCalls}", "-e", $"inject={NewMountCalls}:error=ENOSYS", command.Program, .. command.Arguments],
        Limit = TimeSpan.FromMinutes(2),
    };
}
